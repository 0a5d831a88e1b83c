import { Button, TextInput } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Qr } from '../../parts/Qr.tsx';
import { useAnswer } from '../../parts/useAnswer.ts';
import styles from './Contracts.module.css';
import { saveFile } from './saveFile.ts';

/** How others get to the contract: link, code to scan, file. */
export function SharePanel({ hash, title }: { readonly hash: Bytes; readonly title: string }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [url, setUrl] = useState('');
  const answer = useAnswer(toHex(hash), url, () =>
    bridge.call('contract.share', { hash, ...(url === '' ? {} : { url }) }),
  );
  const share = answer.state === 'here' ? answer.value : null;
  // The own pool may keep the file and yet be reached by nobody.
  const leadsToPool = share?.served === true && share.url !== null && url === '';
  const label = leadsToPool ? t('contracts/seller/urlElse') : t('contracts/seller/url');
  return (
    <Panel title={t('contracts/seller/share')}>
      {answer.state === 'refused' && <FaultNotice fault={answer.fault} />}
      <div className={styles.share}>
        {share && share.url !== null && share.link.length < 1200 && (
          <Qr text={share.link} label={t('contracts/seller/qr')} size={132} />
        )}
        <div className="stack-tight grow">
          {share && share.url !== null && <p>{t('contracts/seller/shareText')}</p>}
          {share && share.url === null && <Notice tone="info">{t('contracts/seller/notServed')}</Notice>}
          {share && (
            <div className="between">
              <code className={styles.link} data-testid="contract-link">
                {share.link}
              </code>
              <CopyButton compact text={share.link} label={t('contracts/seller/copyLink')} />
            </div>
          )}
          {leadsToPool && <p className="muted small">{t('contracts/seller/served')}</p>}
          <form
            className={styles.openForm}
            onSubmit={(event) => {
              event.preventDefault();
              setUrl(typed.trim());
            }}
          >
            <TextInput
              className="grow"
              size="sm"
              aria-label={label}
              placeholder={label}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={2048}
            />
            <Button type="submit" disabled={typed.trim() === '' && url === ''}>
              {t('contracts/seller/urlDo')}
            </Button>
          </form>
          {share && (
            <div>
              {share.file === null ? (
                <p className="muted small">{t('contracts/seller/noFile')}</p>
              ) : (
                <Button
                  leftSection={<IconDeviceFloppy size={18} stroke={1.75} />}
                  onClick={() => saveFile(title, share.file ?? '')}
                >
                  {t('contracts/seller/saveFile')}
                </Button>
              )}
            </div>
          )}
        </div>
      </div>
    </Panel>
  );
}
