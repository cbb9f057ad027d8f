'use client';

import { Pencil, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { errorText, mailClient, showToast, type Templates, t, templatesOf } from '#lib/client/index.ts';
import { draftToText } from '#lib/compose/index.ts';
import type { Template } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { templateHtml } from '../compose/template-content.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useValue } from '../ui/use-value.ts';
import { RichField, type RichWords } from './rich-field.tsx';
import { Section } from './section.tsx';

/** Messages to begin others with: changed and deleted here, used in the composer. */
export function TemplatesSection() {
  const state = useValue(mailClient().state);
  const templates = useMemo(() => {
    const jmap = state.kind === 'ready' ? mailClient().jmap() : null;
    return jmap === null ? null : templatesOf(jmap);
  }, [state.kind]);
  return templates === null ? null : (
    <Section id="templates" title={t('templates.title')} hint={t('templates.hint')}>
      <TemplateList templates={templates} />
    </Section>
  );
}

function TemplateList({ templates }: { templates: Templates }) {
  const [list, setList] = useState<readonly Template[] | null>(null);
  const [edited, setEdited] = useState<Template | 'new' | null>(null);
  async function change(run: () => Promise<void>): Promise<boolean> {
    try {
      await run();
      setList(await templates.list());
      return true;
    } catch (error) {
      if (!isMailError(error)) throw error;
      showToast({ kind: 'error', text: t('templates.failed'), detail: errorText(error) });
      return false;
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once; each change asks again
  useEffect(() => {
    void change(() => Promise.resolve());
  }, []);
  async function remove({ id, ...template }: Template): Promise<void> {
    if (!(await change(() => templates.remove(id)))) return;
    showToast({
      text: t('templates.deleted', { name: template.name }),
      action: { label: t('templates.undo'), run: () => void change(() => templates.save(template, null)) },
    });
  }
  async function save(template: Omit<Template, 'id'>): Promise<void> {
    const id = edited === 'new' || edited === null ? null : edited.id;
    if (await change(() => templates.save(template, id))) {
      setEdited(null);
      showToast({ kind: 'success', text: t('templates.saved', { name: template.name }), durationMs: 3_000 });
    }
  }
  if (list === null) return <Skeleton className="h-10 w-full" />;
  return (
    <>
      {list.length === 0 && edited === null ? <p className="text-ink-muted">{t('templates.noneHere')}</p> : null}
      {list.length === 0 ? null : (
        <ul className="flex flex-col divide-y divide-line border-y border-line">
          {list.map((template) => (
            <li key={template.id} className="flex items-center gap-2 py-2">
              <span className="flex min-w-0 flex-1 flex-col">
                <span className="truncate font-medium">{template.name}</span>
                <span className="truncate text-sm text-ink-muted">{template.text.slice(0, 200) || template.subject}</span>
              </span>
              <IconButton icon={Pencil} label={t('templates.edit', { name: template.name })} onClick={() => setEdited(template)} />
              <IconButton icon={Trash2} label={t('templates.delete', { name: template.name })} onClick={() => void remove(template)} />
            </li>
          ))}
        </ul>
      )}
      {edited === null ? (
        <div>
          <Button onClick={() => setEdited('new')}>{t('templates.new')}</Button>
        </div>
      ) : (
        <TemplateForm
          key={edited === 'new' ? 'new' : edited.id}
          template={edited === 'new' ? null : edited}
          onSave={save}
          onCancel={() => setEdited(null)}
        />
      )}
    </>
  );
}

type TemplateFormProps = {
  template: Template | null;
  onSave: (template: Omit<Template, 'id'>) => Promise<void>;
  onCancel: () => void;
};

function TemplateForm({ template, onSave, onCancel }: TemplateFormProps) {
  const [name, setName] = useState(template?.name ?? '');
  const [subject, setSubject] = useState(template?.subject ?? '');
  const [first] = useState(() => (template === null ? '' : templateHtml(template)));
  const [body, setBody] = useState<RichWords | null>(null);
  const words =
    body === null ? { html: template?.html ?? '', text: template?.text ?? '' } : { html: body.html, text: draftToText(body.rich) };
  return (
    <div className="flex flex-col gap-4 rounded-lg border border-line p-4">
      <TextField label={t('templates.name')} maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
      <TextField
        label={t('templates.subject')}
        hint={t('templates.subjectHint')}
        maxLength={1_000}
        value={subject}
        onChange={(event) => setSubject(event.target.value)}
      />
      <RichField label={t('templates.body')} first={first} onWrite={setBody} />
      <div className="flex gap-2">
        <Button
          variant="primary"
          disabled={name.trim() === ''}
          onClick={() => void onSave({ name: name.trim(), subject: subject.trim(), ...words })}
        >
          {t('templates.save')}
        </Button>
        <Button onClick={onCancel}>{t('templates.cancel')}</Button>
      </div>
    </div>
  );
}
