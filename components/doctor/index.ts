export { DoctorScreen } from './doctor-screen.tsx';
