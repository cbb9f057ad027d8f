export { openDemoHouse } from './demo-house.ts';
