import type { MetadataRoute } from 'next';

/** Installable as an app of its own. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    name: 'Postern',
    short_name: 'Postern',
    description: 'Mail from any mailbox, fast.',
    start_url: '/mail',
    scope: '/',
    display: 'standalone',
    background_color: '#ffffff',
    theme_color: '#f7f7f8',
    protocol_handlers: [{ protocol: 'mailto', url: '/mail?compose=%s' }],
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  };
}
