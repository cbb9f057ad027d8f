export { ConsoleScreen } from './console-screen.tsx';
export { DoctorScreen } from './doctor-screen.tsx';
