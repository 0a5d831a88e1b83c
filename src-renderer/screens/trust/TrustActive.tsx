import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/api/bridgeStates.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { exactTime } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { spanText } from '../../parts/spanText.ts';
import { TimeLeft } from '../../parts/TimeLeft.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { prepareTrust, useTrust } from '../../stores/trustStore.ts';
import { useNameOf } from '../../stores/walletsStore.ts';
import { HoursField, hoursOf } from './HoursField.tsx';
import styles from './Trust.module.css';

interface Props {
  readonly account: AccountState;
  readonly trust: NonNullable<AccountState['trust']>;
  readonly busy: boolean;
}

/** An account in a party's hands: whose, and how to get it back. */
export function TrustActive({ account, trust, busy }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const name = useNameOf(trust.party);
  const fault = useTrust(({ flow }) => (flow.step === 'empty' ? flow.fault : null));
  const [lengthening, setLengthening] = useState(false);
  const { party, hours, ends } = trust;
  const span = spanText(hours * 3_600_000, locale);
  return (
    <div className="stack">
      <Panel title={t('trust/active/title', { account: account.name })}>
        <div className={styles.active}>
          <div>
            <p className="muted">
              {t('trust/active/by')} {name && <strong className={styles.name}>{name}</strong>}
            </p>
            <div className={styles.partyAddress}>
              <AddressText address={party} emphasised />
              <CopyButton compact text={party} label={t('receive/copyAddress')} />
            </div>
            <Facts>
              <Fact name={t('trust/active/balance')}>
                <Amount units={account.balance} size="small" />
              </Fact>
              {ends !== null && <Fact name={t('trust/active/hours')}>{span}</Fact>}
            </Facts>
          </div>
          <div className={styles.left}>
            {ends === null ? (
              <>
                <p className="muted">{t('trust/active/hours')}</p>
                <p className={styles.timeLeft}>{span}</p>
                <p className="muted">{t('trust/active/since')}</p>
              </>
            ) : (
              <>
                <p className="muted">{t('trust/active/ending')}</p>
                <p className={styles.timeLeft}>
                  <TimeLeft date={ends} exact />
                </p>
                <p className="muted">{t('trust/active/endsAt', { date: exactTime(ends, locale) })}</p>
              </>
            )}
          </div>
        </div>
        <FaultNotice fault={fault} />
        {ends === null ? (
          <div className={styles.choices}>
            <div>
              <Button
                variant="filled"
                loading={busy}
                onClick={() => void prepareTrust(account.index, party, 0)}
              >
                {t('trust/active/end')}
              </Button>
              <p className="muted small">{t('trust/active/endText', { time: span })}</p>
            </div>
            <div>
              <Button
                disabled={busy}
                aria-expanded={lengthening}
                onClick={() => setLengthening(!lengthening)}
              >
                {t('trust/active/lengthen')}
              </Button>
              <p className="muted small">{t('trust/active/lengthenText')}</p>
            </div>
          </div>
        ) : (
          <div className={styles.choices}>
            <Notice
              tone="info"
              action={
                <Button
                  size="compact-sm"
                  loading={busy}
                  onClick={() => void prepareTrust(account.index, party, Math.max(1, hours))}
                >
                  {t('trust/active/takeBack')}
                </Button>
              }
            >
              {t('trust/active/endingText')}
            </Notice>
          </div>
        )}
      </Panel>
      {lengthening && ends === null && <Lengthen account={account} trust={trust} busy={busy} />}
    </div>
  );
}

function Lengthen({ account, trust, busy }: Props) {
  const { t } = useTranslation();
  const [hours, setHours] = useState(String(trust.hours * 2));
  const [complaining, setComplaining] = useState(false);
  return (
    <Panel title={t('trust/active/lengthen')}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setComplaining(true);
          const wanted = hoursOf(hours);
          if (wanted !== null && !busy) void prepareTrust(account.index, trust.party, wanted);
        }}
      >
        <HoursField value={hours} onChange={setHours} complaining={complaining} />
        <div className={styles.actions}>
          <Button
            type="submit"
            variant="filled"
            loading={busy}
            disabled={(hoursOf(hours) ?? 0) <= trust.hours}
          >
            {t('trust/review')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
