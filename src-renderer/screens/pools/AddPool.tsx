import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PoolPreview } from '#shared/api/connectionBridge.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { useAction } from '../../parts/useAction.ts';
import { addPool, choosePool, inspectPool } from '../../stores/connectionStore.ts';
import { Preview } from './Preview.tsx';

/** Of a pool that is in use they mean something else: there a connection was, and is tried again. */
const SILENT: ReadonlySet<string> = new Set(['remote.lost', 'remote.timeout']);

interface Props {
  readonly onDone: (pool: PoolPreview) => void;
  readonly onBack: () => void;
  readonly backText: string;
  /** At the first run there is nothing yet that a reserve could be for. */
  readonly first?: boolean;
}

/** An address, what answers there, and then the decision. */
export function AddPool({ onDone, onBack, backText, first = false }: Props) {
  const { t } = useTranslation();
  const words = useFaultText();
  const [url, setUrl] = useState('');
  const [preview, setPreview] = useState<PoolPreview | null>(null);
  const { busy, fault, run, clear } = useAction();

  if (preview) {
    const join = (use: boolean) =>
      void run(
        () =>
          preview.known
            ? choosePool(preview.url)
            : addPool({ url: preview.url, genesis: preview.network.genesis, use }),
        () => onDone(preview),
      );
    return (
      <div className="stack">
        <Preview pool={preview} first={first} />
        <FaultNotice fault={fault} />
        <div className="between wrap">
          <Button
            onClick={() => {
              setPreview(null);
              clear();
            }}
          >
            {t('pools/another')}
          </Button>
          <div className="row wrap">
            {!first && preview.sameNetwork && !preview.known && (
              <Button disabled={busy} onClick={() => join(false)}>
                {t('pools/addReserve')}
              </Button>
            )}
            <Button variant="filled" loading={busy} onClick={() => join(true)} data-autofocus>
              {preview.sameNetwork || preview.known ? t('pools/useNow') : t('pools/join')}
            </Button>
          </div>
        </div>
      </div>
    );
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run(async () => setPreview(await inspectPool(url.trim())));
      }}
    >
      <TextInput
        label={t('pools/url')}
        description={t('pools/urlText')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={url}
        onChange={(event) => {
          setUrl(event.currentTarget.value);
          clear();
        }}
        error={fault ? (SILENT.has(fault.code) ? t('pools/noAnswer') : words(fault)) : undefined}
        maxLength={512}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--font-mono)' } }}
        autoFocus
        data-autofocus
      />
      <div className="between">
        <Button onClick={onBack}>{backText}</Button>
        <Button type="submit" variant="filled" loading={busy} disabled={url.trim() === ''}>
          {t('pools/ask')}
        </Button>
      </div>
    </form>
  );
}
