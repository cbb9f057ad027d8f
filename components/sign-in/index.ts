export { BrandMark } from './brand-mark.tsx';
export type { MailboxFormProps } from './mailbox-form.tsx';
export { MailboxForm } from './mailbox-form.tsx';
export { RefusalNotice } from './refusal-notice.tsx';
export { SignInScreen } from './sign-in-screen.tsx';
