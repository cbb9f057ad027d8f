import { type FormEvent, useEffect, useState } from 'react';
import { errorText, mailClient, showToast, type Templates, t, templatesOf } from '#lib/client/index.ts';
import type { Template } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import type { ComposerFields } from './composer-state.ts';
import { templateOf, withTemplate } from './template-content.ts';

export type TemplatesDialogProps = {
  mode: 'insert' | 'save';
  fields: ComposerFields;
  /** replaces what the editor shows */
  onContent: (patch: Partial<ComposerFields>) => void;
  onClose: () => void;
};

/** Takes a template into the message, or makes one of it. */
export default function TemplatesDialog(props: TemplatesDialogProps) {
  const jmap = mailClient().jmap();
  const templates = jmap === null ? null : templatesOf(jmap);
  if (templates === null) return null;
  return props.mode === 'insert' ? <InsertDialog {...props} templates={templates} /> : <SaveDialog {...props} templates={templates} />;
}

type PartProps = TemplatesDialogProps & { templates: Templates };

function failed(error: unknown): void {
  if (!isMailError(error)) throw error;
  showToast({ kind: 'error', text: t('templates.failed'), detail: errorText(error) });
}

function InsertDialog({ fields, templates, onContent, onClose }: PartProps) {
  const [list, setList] = useState<readonly Template[] | null>(null);
  const [typed, setTyped] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the dialog opens
  useEffect(() => {
    templates.list().then(setList, (error: unknown) => {
      failed(error);
      onClose();
    });
  }, []);
  const words = typed.trim().toLocaleLowerCase();
  const found = (list ?? []).filter(({ name, subject, text }) => `${name}\n${subject}\n${text}`.toLocaleLowerCase().includes(words));
  function insert(template: Template): void {
    const { subject, text, html } = fields;
    onContent(withTemplate(fields, template));
    onClose();
    showToast({
      text: t('templates.inserted', { name: template.name }),
      action: { label: t('templates.undo'), run: () => onContent({ subject, text, html, rich: null }) },
    });
  }
  return (
    <Dialog open title={t('templates.insertTitle')} closeLabel={t('templates.cancel')} onClose={onClose}>
      {list === null ? (
        <div role="status" aria-label={t('templates.loading')}>
          <Skeleton className="h-10 w-full" />
        </div>
      ) : null}
      {list?.length === 0 ? <p className="text-ink-muted">{t('templates.none')}</p> : null}
      {list === null || list.length === 0 ? null : (
        <div className="flex flex-col gap-3">
          <TextField
            label={t('templates.search')}
            hideLabel
            placeholder={t('templates.search')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              const [first] = found;
              if (event.key !== 'Enter' || first === undefined) return;
              event.preventDefault();
              insert(first);
            }}
          />
          {found.length === 0 ? <p className="text-ink-muted">{t('templates.noMatch')}</p> : null}
          <ul className="flex flex-col">
            {found.map((template) => (
              <li key={template.id}>
                <button
                  type="button"
                  onClick={() => insert(template)}
                  className="flex w-full flex-col rounded-md px-2.5 py-2 text-start hover:bg-paper-hover"
                >
                  <span className="truncate font-medium">{template.name}</span>
                  <span className="w-full truncate text-sm text-ink-muted">{template.text.slice(0, 200) || template.subject}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}

function SaveDialog({ fields, templates, onClose }: PartProps) {
  const [name, setName] = useState(fields.subject);
  const [isBusy, setBusy] = useState(false);
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (name.trim() === '') return;
    setBusy(true);
    try {
      await templates.save(templateOf(fields, name.trim()), null);
      showToast({ kind: 'success', text: t('templates.saved', { name: name.trim() }), durationMs: 3_000 });
      onClose();
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog open size="small" title={t('templates.saveTitle')} closeLabel={t('templates.cancel')} onClose={onClose}>
      <form onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
        <TextField
          label={t('templates.name')}
          hint={t('templates.saveHint')}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <div>
          <Button type="submit" variant="primary" busy={isBusy} disabled={name.trim() === ''}>
            {t('templates.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
