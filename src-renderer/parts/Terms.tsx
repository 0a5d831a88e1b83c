import { Button, Modal, UnstyledButton } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { createElement, type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './CopyButton.tsx';
import { Notice } from './FaultNotice.tsx';
import styles from './Terms.module.css';
import { type Block, type Inline, readTerms } from './terms.ts';

interface Props {
  readonly markdown: string;
  /** A first heading that says the same is left out: the page's own heading says it already. */
  readonly title?: string;
}

/** What a stranger wrote, as text: nothing in it is loaded, and no link is followed without a question. */
export function Terms({ markdown, title }: Props) {
  const blocks = useMemo(() => readTerms(markdown), [markdown]);
  const [asked, setAsked] = useState<string | null>(null);
  const [first] = blocks;
  const isTitle = first?.kind === 'heading' && title !== undefined && textOf(first.inner) === title;
  return (
    <div className={styles.terms}>
      <Blocks blocks={isTitle ? blocks.slice(1) : blocks} onLink={setAsked} />
      <LinkQuestion address={asked} onClose={() => setAsked(null)} />
    </div>
  );
}

interface BlocksProps {
  readonly blocks: readonly Block[];
  readonly onLink: (address: string) => void;
}

function Blocks({ blocks, onLink }: BlocksProps) {
  // The blocks of one text never change their order.
  return blocks.map((block, at) => createElement(BlockView, { key: at, block, onLink }));
}

function BlockView({ block, onLink }: { readonly block: Block; readonly onLink: BlocksProps['onLink'] }) {
  const line = (inlines: readonly Inline[]) => <Inlines inlines={inlines} onLink={onLink} />;
  switch (block.kind) {
    case 'heading':
      // The page has a first-level heading of its own; below it no level is left out.
      return block.level <= 2 ? <h3>{line(block.inner)}</h3> : <h4>{line(block.inner)}</h4>;
    case 'paragraph':
      return <p>{line(block.inner)}</p>;
    case 'list': {
      const items = block.items.map((item, at) =>
        createElement('li', { key: at }, <Blocks blocks={item} onLink={onLink} />),
      );
      return block.start === null ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
    }
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.inner} onLink={onLink} />
        </blockquote>
      );
    case 'code':
      return <pre className={styles.code}>{block.text}</pre>;
    case 'rule':
      return <hr />;
    case 'table':
      return (
        <div className={styles.scroll}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell, at) => createElement('th', { key: at, scope: 'col' }, line(cell)))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, at) =>
                createElement(
                  'tr',
                  { key: at },
                  row.map((cell, column) => createElement('td', { key: column }, line(cell))),
                ),
              )}
            </tbody>
          </table>
        </div>
      );
  }
}

interface InlinesProps {
  readonly inlines: readonly Inline[];
  readonly onLink: BlocksProps['onLink'];
}

function Inlines({ inlines, onLink }: InlinesProps) {
  return inlines.map((inline, at) => createElement(InlineView, { key: at, inline, onLink }));
}

function InlineView({ inline, onLink }: { readonly inline: Inline; readonly onLink: BlocksProps['onLink'] }) {
  const { t } = useTranslation();
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'code':
      return <code>{inline.text}</code>;
    case 'strong':
      return (
        <strong>
          <Inlines inlines={inline.inner} onLink={onLink} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Inlines inlines={inline.inner} onLink={onLink} />
        </em>
      );
    case 'image':
      return (
        <>
          <em>
            {t('contracts/terms/image')} {textOf(inline.inner)}
          </em>{' '}
          <span className={styles.address}>{inline.address}</span>
        </>
      );
    case 'link':
      return (
        <>
          <Inlines inlines={inline.inner} onLink={onLink} />
          {inline.inner.length > 0 && ' '}
          <LinkAddress address={inline.address} onLink={onLink} />
        </>
      );
  }
}

/** Where a link leads stands in the text; only ordinary ones can be followed, after a question. */
function LinkAddress({
  address,
  onLink,
}: {
  readonly address: string;
  readonly onLink: BlocksProps['onLink'];
}): ReactNode {
  if (!isOrdinary(address)) return <span className={styles.address}>{address}</span>;
  return (
    <UnstyledButton className={styles.link} onClick={() => onLink(address)}>
      {address}
    </UnstyledButton>
  );
}

function isOrdinary(address: string): boolean {
  try {
    const { protocol, username, password } = new URL(address);
    return protocol === 'https:' && username === '' && password === '';
  } catch {
    return false;
  }
}

function LinkQuestion({
  address,
  onClose,
}: {
  readonly address: string | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal opened={address !== null} onClose={onClose} title={t('contracts/terms/leave')}>
      <div className="stack">
        <Notice tone="warning">{t('contracts/terms/leaveText')}</Notice>
        <p className={styles.address}>{address}</p>
        <div className="row wrap">
          <Button
            component="a"
            href={address ?? ''}
            target="_blank"
            rel="noopener noreferrer"
            leftSection={<IconExternalLink size={16} stroke={1.75} />}
            onClick={onClose}
          >
            {t('contracts/terms/openLink')}
          </Button>
          <CopyButton text={address ?? ''} label={t('contracts/terms/copyLink')} />
          <Button variant="filled" onClick={onClose} data-autofocus>
            {t('contracts/terms/stay')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** The words alone. */
function textOf(inlines: readonly Inline[]): string {
  return inlines.map((inline) => ('text' in inline ? inline.text : textOf(inline.inner))).join('');
}
