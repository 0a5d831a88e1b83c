import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PoolState } from '#shared/api/bridgeStates.ts';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { useAction } from '../../parts/useAction.ts';
import { serve } from '../../stores/poolStore.ts';
import styles from './Pool.module.css';

const HERE = '127.0.0.1';
const ALL = '0.0.0.0';

/** Where the pool listens, and what it is called. */
export function PlaceForm({ pool }: { readonly pool: PoolState }) {
  const { t } = useTranslation();
  const [domain, setDomain] = useState(pool.domain);
  const [port, setPort] = useState(String(pool.port));
  const [host, setHost] = useState(pool.host);
  const [saved, setSaved] = useState(false);
  const { busy, fault, run } = useAction();
  const isPortGood = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535;
  const isDomainGood = /^((wss?:\/\/)?[A-Za-z0-9.-]+(:\d{1,5})?)?$/.test(domain.trim());
  const change = (set: (value: string) => void) => (value: string) => {
    set(value);
    setSaved(false);
  };
  return (
    <Disclosure label={t('operator/place')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPortGood || !isDomainGood) return;
          void run(
            () => serve({ on: pool.serving, domain: domain.trim(), port: Number(port), host }),
            () => setSaved(true),
          );
        }}
      >
        <TextInput
          label={t('operator/domain')}
          description={t('operator/domainText')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={domain}
          onChange={(event) => change(setDomain)(event.currentTarget.value)}
          error={isDomainGood ? undefined : t('operator/domainWrong')}
          maxLength={255}
          autoCapitalize="none"
          spellCheck={false}
        />
        <div className={styles.terms}>
          <TextInput
            label={t('operator/port')}
            value={port}
            onChange={(event) => change(setPort)(event.currentTarget.value.trim())}
            error={isPortGood ? undefined : t('operator/portWrong')}
            inputMode="numeric"
            maxLength={5}
          />
          <Select
            label={t('operator/host')}
            allowDeselect={false}
            withScrollArea={false}
            value={host}
            onChange={(value) => value && change(setHost)(value)}
            data={[
              { value: ALL, label: t('operator/hostAll') },
              { value: HERE, label: t('operator/hostHere') },
              ...(host === ALL || host === HERE ? [] : [{ value: host, label: host }]),
            ]}
          />
        </div>
        <FaultNotice fault={fault} />
        <div className="row">
          <Button type="submit" loading={busy} disabled={!isPortGood || !isDomainGood}>
            {t(pool.serving ? 'operator/save' : 'common/save')}
          </Button>
          <span className="muted" role="status">
            {saved ? t(pool.serving ? 'operator/placeSaved' : 'pool/saved') : ''}
          </span>
        </div>
      </form>
    </Disclosure>
  );
}
