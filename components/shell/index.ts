export { MailApp } from './mail-app.tsx';
