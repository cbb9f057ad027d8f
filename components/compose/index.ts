export { ComposerHost } from './composer-host.tsx';
