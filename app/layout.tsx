import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { themeCookie, themeFromCookie } from '#components/shell/theme.ts';
import './globals.css';

export const metadata: Metadata = {
  title: 'Postern',
  description: 'Mail from any mailbox, fast.',
  applicationName: 'Postern',
  referrer: 'no-referrer',
  formatDetection: { telephone: false, email: false, address: false, date: false },
  appleWebApp: { capable: true, title: 'Postern', statusBarStyle: 'default' },
  robots: { index: false, follow: false },
};

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

/** Every page stands in this. The colours a person chose come with the first byte, by a cookie. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeFromCookie((await cookies()).get(themeCookie)?.value);
  return (
    <html lang="en" data-theme={theme}>
      <body>{children}</body>
    </html>
  );
}
