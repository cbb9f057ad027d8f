import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { themeCookie, themeFromCookie } from '#components/shell/theme.ts';
import { directionOf, say, wholeLanguage } from '#lib/client/index.ts';
import { pageLanguage } from './page-language.ts';
import './globals.css';

const always: Metadata = {
  title: 'Postern',
  applicationName: 'Postern',
  referrer: 'no-referrer',
  formatDetection: { telephone: false, email: false, address: false, date: false },
  appleWebApp: { capable: true, title: 'Postern', statusBarStyle: 'default' },
  robots: { index: false, follow: false },
};

export async function generateMetadata(): Promise<Metadata> {
  const language = await pageLanguage();
  await wholeLanguage(language);
  return { ...always, description: say(language, 'shell.description') };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f7f8' },
    { media: '(prefers-color-scheme: dark)', color: '#121316' },
  ],
};

/** Every page stands in this. The language and the colours a person chose come with the first byte; each page says its
 * words itself (`SpokenPage`, or what it hands to its screen). */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeFromCookie((await cookies()).get(themeCookie)?.value);
  const language = await pageLanguage();
  return (
    <html lang={language} dir={directionOf(language)} data-theme={theme}>
      <body>{children}</body>
    </html>
  );
}
