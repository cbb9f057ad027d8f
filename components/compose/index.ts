export { ComposePage } from './compose-page.tsx';
export { ComposerHost } from './composer-host.tsx';
