import { FileInput, FilePlus, MoreVertical, Type } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { t } from '#lib/client/index.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { untilItComes } from '../ui/until-it-comes.ts';
import type { ComposerFields, ReadyState } from './composer-state.ts';

const TemplatesDialog = lazy(() => untilItComes(() => import('./templates-dialog.tsx')));

type ComposerMenuProps = {
  state: ReadyState;
  onChange: (patch: Partial<ComposerFields>) => void;
  /** replaces what the editor shows */
  onContent: (patch: Partial<ComposerFields>) => void;
  onFormat: () => void;
};

/** What is rarely asked for: the other form of the words, importance, receipts, and what the servers on the way are asked. */
export function ComposerMenu({ state, onChange, onContent, onFormat }: ComposerMenuProps) {
  const [templates, setTemplates] = useState<'insert' | 'save' | null>(null);
  const { fields, outgoing } = state;
  const { wishes } = fields;
  const tick = (key: string, label: string, checked: boolean, patch: Partial<ComposerFields>): MenuItem => ({
    key,
    label,
    checked,
    isToggle: true,
    onSelect: () => onChange(patch),
  });
  const items: MenuItem[] = [
    {
      key: 'format',
      label: fields.format === 'rich' ? t('compose.toPlain') : t('compose.toRich'),
      icon: Type,
      onSelect: onFormat,
    },
    { key: 'insert-template', label: t('compose.insertTemplate'), icon: FileInput, onSelect: () => setTemplates('insert') },
    { key: 'save-template', label: t('compose.saveTemplate'), icon: FilePlus, onSelect: () => setTemplates('save') },
    { kind: 'separator', key: 'marks' },
    tick('important', t('compose.important'), fields.isImportant, { isImportant: !fields.isImportant }),
    tick('receipt', t('compose.receipt'), fields.asksReceipt, { asksReceipt: !fields.asksReceipt }),
  ];
  // What the server is known not to have is not offered; what was chosen can be taken back all the same.
  if (outgoing?.dsn === true || wishes.delivery)
    items.push(tick('delivery', t('compose.deliveryNotice'), wishes.delivery, { wishes: { ...wishes, delivery: !wishes.delivery } }));
  if (outgoing?.requireTls === true || wishes.tls)
    items.push(tick('tls', t('compose.requireTls'), wishes.tls, { wishes: { ...wishes, tls: !wishes.tls } }));
  return (
    <>
      <Menu
        label={t('compose.more')}
        align="end"
        items={items}
        trigger={(props) => <IconButton {...props} icon={MoreVertical} label={t('compose.more')} />}
      />
      {templates === null ? null : (
        <Suspense fallback={null}>
          <TemplatesDialog mode={templates} fields={fields} onContent={onContent} onClose={() => setTemplates(null)} />
        </Suspense>
      )}
    </>
  );
}
