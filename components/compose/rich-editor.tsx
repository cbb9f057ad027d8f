'use client';

import { Placeholder } from '@tiptap/extension-placeholder';
import { type Content, type Editor, EditorContent, mergeAttributes, Node, useEditor, useEditorState } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';
import { Bold, Code, ImagePlus, Italic, Link2, List, ListOrdered, type LucideIcon, Quote, Strikethrough, Underline } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { t } from '#lib/client/index.ts';
import type { RichNode } from '#lib/compose/index.ts';
import type { Template } from '#lib/contract/index.ts';
import { linkTarget } from '#lib/html/index.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { ColourMenu, TableMenu } from './editor-menus.tsx';
import { InlineImage } from './inline-image.ts';
import { tableNodes } from './table-nodes.ts';
import { TemplateSuggestions } from './template-suggestions.tsx';
import { TextColour } from './text-colour.ts';

/** The signature is a block of its own, so that the text part can put `-- ` above it (RFC 3676 §4.3). */
const Signature = Node.create({
  name: 'signature',
  group: 'block',
  content: 'block+',
  defining: true,
  parseHTML: () => [{ tag: 'div.postern-signature' }],
  renderHTML: ({ HTMLAttributes }) => ['div', mergeAttributes(HTMLAttributes, { class: 'postern-signature' }), 0],
});

export type RichEditorProps = {
  /** accessible name */
  label: string;
  placeholder: string;
  html: string;
  rich: RichNode | null;
  /** the content is taken anew when it counts up */
  generation: number;
  autoFocus: boolean;
  /** where the toolbar is drawn; null until that place is there */
  toolbarPlace: HTMLElement | null;
  onWrite: (rich: RichNode, html: string) => void;
  onFiles: (files: readonly File[]) => void;
  /** pictures that are to stand in the text; absent where none may. @returns what they are called there; one that is too large is not among them */
  onImages?: (files: readonly File[]) => readonly { cid: string; alt: string }[];
  /** where such a picture is shown from */
  imageUrl?: (cid: string) => string | null;
  /** `;name` offers templates; absent where none may be put in. Told of what was */
  onTemplate?: (template: Template) => void;
};

const prose =
  'compose-words flex grow flex-col [&_.ProseMirror]:min-h-32 [&_.ProseMirror]:grow [&_.ProseMirror]:outline-none [&_.ProseMirror]:text-[15px] [&_.ProseMirror]:leading-6 [&_p]:mb-2 [&_ul]:mb-2 [&_ul]:list-disc [&_ul]:ps-6 [&_ol]:mb-2 [&_ol]:list-decimal [&_ol]:ps-6 [&_li_p]:mb-0 [&_blockquote]:mb-2 [&_blockquote]:border-s-2 [&_blockquote]:border-line-strong [&_blockquote]:ps-3 [&_blockquote]:text-ink-muted [&_pre]:mb-2 [&_pre]:rounded-md [&_pre]:bg-paper-sunken [&_pre]:p-3 [&_pre]:font-mono [&_pre]:text-sm [&_code]:rounded-sm [&_code]:bg-paper-sunken [&_code]:px-1 [&_code]:font-mono [&_code]:text-sm [&_a]:text-accent [&_a]:underline [&_table]:mb-2 [&_td]:min-w-16 [&_td_p]:mb-0 [&_h1]:mb-2 [&_h1]:text-xl [&_h1]:font-semibold [&_h2]:mb-2 [&_h2]:text-lg [&_h2]:font-semibold [&_h3]:mb-2 [&_h3]:font-semibold [&_.postern-signature]:mt-4 [&_.postern-signature_p]:mb-0 [&_.postern-signature]:text-ink-muted [&_p.is-editor-empty:first-child]:before:pointer-events-none [&_p.is-editor-empty:first-child]:before:float-start [&_p.is-editor-empty:first-child]:before:h-0 [&_p.is-editor-empty:first-child]:before:text-ink-faint [&_p.is-editor-empty:first-child]:before:content-[attr(data-placeholder)]';

/** Drawn by every browser and mail program; SVG can hold more than a picture. */
const isPicture = /^image\/(?:png|jpe?g|gif|webp)$/i;

/** Rich text. A chunk of its own, loaded with the first composer. */
export default function RichEditor({
  label,
  placeholder,
  html,
  rich,
  generation,
  autoFocus,
  toolbarPlace,
  onWrite,
  onFiles,
  onImages,
  imageUrl,
  onTemplate,
}: RichEditorProps) {
  const write = useRef(onWrite);
  write.current = onWrite;
  const files = useRef(onFiles);
  files.current = onFiles;
  const images = useRef(onImages);
  images.current = onImages;
  const urlOf = useRef(imageUrl);
  urlOf.current = imageUrl;
  const suggestionKeys = useRef<((event: KeyboardEvent) => boolean) | null>(null);
  const looks = useRef(new Set<() => void>());
  // A picture that a reload interrupted has its address later than its place.
  useEffect(() => {
    for (const look of looks.current) look();
  });

  /** Pictures go into the text, everything else beside it. @param at a place in the document; null: where the cursor is */
  function take(taken: readonly File[], at: number | null): void {
    const others = taken.filter(({ type }) => !isPicture.test(type));
    if (others.length > 0) files.current(others);
    const made = images.current?.(taken.filter(({ type }) => isPicture.test(type))) ?? [];
    const nodes = made.map((attrs) => ({ type: 'image', attrs }));
    if (nodes.length === 0) return;
    const chain = editorNow.current?.chain().focus();
    (at === null ? chain?.insertContent(nodes) : chain?.insertContentAt(at, nodes))?.run();
  }
  const editor = useEditor({
    immediatelyRender: false,
    extensions: [
      StarterKit.configure({
        trailingNode: false,
        heading: { levels: [1, 2, 3] },
        link: {
          openOnClick: false,
          autolink: true,
          defaultProtocol: 'https',
          isAllowedUri: (uri) => linkTarget(uri) !== null || /^[\w-]+(?:\.[\w-]+)+/.test(uri),
        },
      }),
      Placeholder.configure({ placeholder }),
      Signature,
      TextColour,
      ...tableNodes,
      InlineImage.configure({
        urlOf: (cid) => urlOf.current?.(cid) ?? null,
        watch: (look) => {
          looks.current.add(look);
          return () => looks.current.delete(look);
        },
      }),
    ],
    content: (rich ?? html) as Content,
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label },
      handleKeyDown: (_view, event) => suggestionKeys.current?.(event) ?? false,
      handlePaste: (_view, event) => {
        const pasted = [...(event.clipboardData?.files ?? [])];
        // A copied table or web page brings a picture of itself along; its words are what was meant.
        if (pasted.length === 0 || event.clipboardData?.types.includes('text/html')) return false;
        take(pasted, null);
        return true;
      },
      handleDrop: (view, event) => {
        const dropped = [...(event.dataTransfer?.files ?? [])];
        if (dropped.length === 0) return false;
        take(dropped, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? null);
        return true;
      },
    },
    onCreate: ({ editor: made }) => write.current(made.getJSON() as RichNode, made.getHTML()),
    onUpdate: ({ editor: changed }) => write.current(changed.getJSON() as RichNode, changed.getHTML()),
  });

  const editorNow = useRef<Editor | null>(null);
  editorNow.current = editor;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor owns its content; it is taken anew only when the generation says so
  useEffect(() => {
    if (editor === null || generation === 0) return;
    editor.commands.setContent((rich ?? html) as Content, { emitUpdate: true });
  }, [editor, generation]);

  useEffect(() => {
    if (editor !== null && autoFocus) editor.commands.focus('start');
  }, [editor, autoFocus]);

  return (
    <>
      <EditorContent editor={editor} className={prose} />
      {editor === null || onTemplate === undefined ? null : (
        <TemplateSuggestions editor={editor} keys={suggestionKeys} onTemplate={onTemplate} />
      )}
      {editor === null || toolbarPlace === null
        ? null
        : createPortal(
            <Toolbar editor={editor} onPictures={onImages === undefined ? null : (chosen) => take(chosen, null)} />,
            toolbarPlace,
          )}
    </>
  );
}

type Tool = {
  key: string;
  icon: LucideIcon;
  label: string;
  shortcut?: string;
  isOn: (editor: Editor) => boolean;
  run: (editor: Editor) => void;
};

const tools = (): Tool[] => [
  {
    key: 'bold',
    icon: Bold,
    label: t('compose.bold'),
    shortcut: 'Ctrl B',
    isOn: (e) => e.isActive('bold'),
    run: (e) => e.chain().focus().toggleBold().run(),
  },
  {
    key: 'italic',
    icon: Italic,
    label: t('compose.italic'),
    shortcut: 'Ctrl I',
    isOn: (e) => e.isActive('italic'),
    run: (e) => e.chain().focus().toggleItalic().run(),
  },
  {
    key: 'underline',
    icon: Underline,
    label: t('compose.underline'),
    shortcut: 'Ctrl U',
    isOn: (e) => e.isActive('underline'),
    run: (e) => e.chain().focus().toggleUnderline().run(),
  },
  {
    key: 'strike',
    icon: Strikethrough,
    label: t('compose.strike'),
    isOn: (e) => e.isActive('strike'),
    run: (e) => e.chain().focus().toggleStrike().run(),
  },
  {
    key: 'bullets',
    icon: List,
    label: t('compose.bullets'),
    isOn: (e) => e.isActive('bulletList'),
    run: (e) => e.chain().focus().toggleBulletList().run(),
  },
  {
    key: 'numbers',
    icon: ListOrdered,
    label: t('compose.numbers'),
    isOn: (e) => e.isActive('orderedList'),
    run: (e) => e.chain().focus().toggleOrderedList().run(),
  },
  {
    key: 'quote',
    icon: Quote,
    label: t('compose.quoteBlock'),
    isOn: (e) => e.isActive('blockquote'),
    run: (e) => e.chain().focus().toggleBlockquote().run(),
  },
  {
    key: 'code',
    icon: Code,
    label: t('compose.code'),
    isOn: (e) => e.isActive('code') || e.isActive('codeBlock'),
    run: (e) => (e.state.selection.empty ? e.chain().focus().toggleCodeBlock().run() : e.chain().focus().toggleCode().run()),
  },
];

function Toolbar({ editor, onPictures }: { editor: Editor; onPictures: ((files: readonly File[]) => void) | null }) {
  const picker = useRef<HTMLInputElement>(null);
  const [linkOpen, setLinkOpen] = useState(false);
  const list = tools();
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => [...list.map((tool) => tool.isOn(now)), now.isActive('link')].join(),
  }).split(',');
  return (
    <div role="toolbar" aria-label={t('compose.toolbar')} className="flex min-w-0 items-center overflow-x-auto">
      {list.map((tool, index) => (
        <IconButton
          key={tool.key}
          icon={tool.icon}
          size="small"
          label={tool.label}
          shortcut={tool.shortcut}
          aria-pressed={on[index] === 'true'}
          className="aria-pressed:bg-paper-pressed"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => tool.run(editor)}
        />
      ))}
      <IconButton
        icon={Link2}
        size="small"
        label={t('compose.link')}
        shortcut="Ctrl K"
        aria-pressed={on.at(-1) === 'true'}
        className="aria-pressed:bg-paper-pressed"
        onClick={() => setLinkOpen(true)}
      />
      <ColourMenu editor={editor} />
      <TableMenu editor={editor} />
      {onPictures === null ? null : (
        <>
          <IconButton icon={ImagePlus} size="small" label={t('compose.picture')} onClick={() => picker.current?.click()} />
          <input
            ref={picker}
            type="file"
            accept="image/png,image/jpeg,image/gif,image/webp"
            aria-label={t('compose.picture')}
            multiple
            hidden
            onChange={(event) => {
              onPictures([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
        </>
      )}
      {linkOpen ? <LinkDialog editor={editor} onClose={() => setLinkOpen(false)} /> : null}
    </div>
  );
}

function LinkDialog({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const before = String(editor.getAttributes('link').href ?? '');
  const [address, setAddress] = useState(before);
  const [isBad, setBad] = useState(false);
  function apply(): void {
    const text = address.trim();
    const href = linkTarget(text) ?? linkTarget(text.includes('@') ? `mailto:${text}` : `https://${text}`);
    if (text === '' || href === null) {
      setBad(true);
      return;
    }
    const chain = editor.chain().focus().extendMarkRange('link');
    if (editor.state.selection.empty && before === '')
      chain.insertContent([{ type: 'text', text, marks: [{ type: 'link', attrs: { href: href.href } }] }]).run();
    else chain.setLink({ href: href.href }).run();
    onClose();
  }
  return (
    <Dialog
      open
      size="small"
      title={t('compose.linkTitle')}
      closeLabel={t('compose.cancel')}
      onClose={onClose}
      actions={
        <>
          {before === '' ? null : (
            <Button
              variant="ghost"
              onClick={() => {
                editor.chain().focus().extendMarkRange('link').unsetLink().run();
                onClose();
              }}
            >
              {t('compose.linkRemove')}
            </Button>
          )}
          <Button variant="primary" onClick={apply}>
            {t('compose.linkSet')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('compose.linkAddress')}
        inputMode="url"
        placeholder="https://"
        autoFocus
        value={address}
        error={isBad ? t('compose.linkBad') : undefined}
        onChange={(event) => {
          setAddress(event.target.value);
          setBad(false);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          apply();
        }}
      />
    </Dialog>
  );
}
