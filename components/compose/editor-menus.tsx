import { type Editor, useEditorState } from '@tiptap/react';
import { Palette, Table } from 'lucide-react';
import { t } from '#lib/client/index.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { changeTable, insertTable, isInTable, type TableChange } from './table-nodes.ts';
import { textColours } from './text-colour.ts';

/** The colour of what is selected, or of what is typed next. */
export function ColourMenu({ editor }: { editor: Editor }) {
  const now = useEditorState({ editor, selector: ({ editor: e }) => String(e.getAttributes('colour').value ?? '') });
  const items: MenuItem[] = [
    { key: 'none', label: t('compose.colour.none'), checked: now === '', onSelect: () => editor.chain().focus().unsetMark('colour').run() },
    ...textColours().map(
      ({ value, label }): MenuItem => ({
        key: value,
        label,
        checked: now === value,
        onSelect: () => editor.chain().focus().setMark('colour', { value }).run(),
      }),
    ),
  ];
  return (
    <Menu
      label={t('compose.colour')}
      items={items}
      trigger={(props) => <IconButton {...props} icon={Palette} size="small" label={t('compose.colour')} />}
    />
  );
}

const changes: readonly TableChange[] = ['row', 'column', 'without-row', 'without-column', 'without'];

/** A table where there is none; inside one, what can be done with it. */
export function TableMenu({ editor }: { editor: Editor }) {
  const isInside = useEditorState({ editor, selector: ({ editor: e }) => isInTable(e) });
  if (!isInside) return <IconButton icon={Table} size="small" label={t('compose.table')} onClick={() => insertTable(editor)} />;
  const items = changes.map(
    (change): MenuItem => ({ key: change, label: t(`compose.table.${change}`), onSelect: () => void changeTable(editor, change) }),
  );
  return (
    <Menu
      label={t('compose.table')}
      items={items}
      trigger={(props) => (
        <IconButton
          {...props}
          icon={Table}
          size="small"
          label={t('compose.table')}
          aria-pressed
          className="aria-pressed:bg-paper-pressed"
        />
      )}
    />
  );
}
