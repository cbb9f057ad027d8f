export type { ConversationViewProps } from './conversation-view.tsx';
export { ConversationView } from './conversation-view.tsx';
