export { TagList } from './tag-list.tsx';
