export { SignInScreen } from './sign-in-screen.tsx';
export { SignedInScreen } from './signed-in-screen.tsx';
export { WelcomeScreen } from './welcome-screen.tsx';
