export { ConsoleScreen } from './console-screen.tsx';
export { DoctorScreen } from './doctor-screen.tsx';
export { WireLogScreen } from './wire-log-screen.tsx';
