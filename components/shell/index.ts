export { MailApp } from './mail-app.tsx';
export { applyTheme, themeCookie, themeFromCookie } from './theme.ts';
