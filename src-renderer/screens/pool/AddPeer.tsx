import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PeerPreview } from '#shared/api/peersBridge.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { useAction } from '../../parts/useAction.ts';
import { hostOf } from '../../stores/connectionStore.ts';
import { addPeer, inspectPeer, joinNetwork } from '../../stores/poolStore.ts';
import { Genesis } from '../pools/Genesis.tsx';
import styles from './Pool.module.css';

/** Nobody answers now: that is no reason not to keep the address. */
const AWAY: ReadonlySet<string> = new Set(['remote.lost', 'remote.timeout', 'remote.closed']);

/** An address, what answers there, and where it is another network, what that means. */
export function AddPeer({ movable }: { readonly movable: boolean }) {
  const { t } = useTranslation();
  const words = useFaultText();
  const [url, setUrl] = useState('');
  const [other, setOther] = useState<PeerPreview | null>(null);
  const { busy, fault, run, clear } = useAction();
  const typed = url.trim();
  const ask = async () => {
    const preview = await inspectPeer(typed);
    if (!preview.sameNetwork) return setOther(preview);
    await addPeer(preview.url);
    setUrl('');
  };
  if (other) {
    return (
      <section className="stack-tight" aria-label={t('peers/otherTitle')}>
        <h3>{t('peers/otherTitle')}</h3>
        <p className="mono small">
          {hostOf(other.url)} · {other.network.name || t('pools/networkNone')}
        </p>
        <Genesis hash={other.network.genesis} />
        {movable ? (
          <>
            <p>{t('peers/otherText')}</p>
            <ul className={styles.means}>
              <li>{t('peers/otherLeaves')}</li>
              <li>{t('peers/otherLocks')}</li>
            </ul>
          </>
        ) : (
          <p>{t('peers/otherByFile')}</p>
        )}
        <FaultNotice fault={fault} />
        <div className="row wrap">
          <Button
            disabled={busy}
            onClick={() => {
              setOther(null);
              clear();
            }}
          >
            {t('pools/another')}
          </Button>
          {movable && (
            <Button
              variant="filled"
              loading={busy}
              onClick={() => void run(() => joinNetwork({ url: other.url, genesis: other.network.genesis }))}
            >
              {t('peers/join')}
            </Button>
          )}
        </div>
      </section>
    );
  }
  return (
    <form
      className="stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        void run(ask);
      }}
    >
      <TextInput
        label={t('peers/url')}
        description={t('peers/urlText')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={url}
        onChange={(event) => {
          setUrl(event.currentTarget.value);
          clear();
        }}
        error={fault ? words(fault) : undefined}
        maxLength={512}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--font-mono)' } }}
      />
      <div className="row wrap">
        <Button type="submit" loading={busy} disabled={typed === ''}>
          {t('peers/add')}
        </Button>
        {fault && AWAY.has(fault.code) && (
          <Button
            variant="subtle"
            disabled={busy}
            onClick={() =>
              void run(
                () => addPeer(typed),
                () => setUrl(''),
              )
            }
          >
            {t('peers/anyway')}
          </Button>
        )}
      </div>
    </form>
  );
}
