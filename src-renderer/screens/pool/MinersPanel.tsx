import { IconUsersGroup } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PoolState } from '#shared/api/bridgeStates.ts';
import { shortAddress } from '../../parts/AddressText.tsx';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { countText, rateText, roundedText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { Table } from '../../parts/Table.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { nameOfAddress, useWallets } from '../../stores/walletsStore.ts';
import { Reasons } from './FrontPanel.tsx';
import styles from './Pool.module.css';

const REFUSALS_SHOWN = 20;

export function MinersPanel({ miners }: { readonly miners: PoolState['miners'] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const accounts = useWallets((state) => state.accounts);
  const contacts = useWallets((state) => state.contacts);
  const nameOf = (address: string) => nameOfAddress({ accounts, contacts }, address);
  const withRefusals = miners.filter(({ refused }) => refused > 0).slice(0, REFUSALS_SHOWN);
  return (
    <Panel
      title={t('pool/miners')}
      flush
      aside={<span className="muted tabular">{countText(miners.length, locale)}</span>}
    >
      {miners.length === 0 ? (
        <Empty icon={<IconUsersGroup size={24} stroke={1.75} />} text={t('pool/minersEmpty')} />
      ) : (
        <Table
          label={t('pool/miners')}
          columns={[
            { name: t('pool/miner') },
            { name: t('pool/rate'), end: true },
            { name: t('pool/points'), end: true },
            { name: t('pool/shares'), end: true },
            { name: t('pool/lastShare'), end: true },
          ]}
          rows={miners.map((miner) => ({
            key: miner.address,
            cells: [
              <span key="name" title={miner.address}>
                {nameOf(miner.address) ?? <span className="mono">{shortAddress(miner.address)}</span>}
              </span>,
              rateText(miner.rate, locale),
              roundedText(miner.points, locale),
              `${countText(miner.accepted, locale)} / ${countText(miner.refused, locale)}`,
              miner.lastShare === null ? (
                t('common/never')
              ) : (
                <RelativeTime key="last" date={miner.lastShare} />
              ),
            ],
          }))}
        />
      )}
      {withRefusals.length > 0 && (
        <div className={styles.under}>
          <Disclosure label={t('operator/refusedBy')}>
            <ul className="stack-tight">
              {withRefusals.map(({ address, refusedBy }) => (
                <li key={address}>
                  <h3>{nameOf(address) ?? <span className="mono">{shortAddress(address)}</span>}</h3>
                  <Reasons counts={refusedBy} none="" />
                </li>
              ))}
            </ul>
          </Disclosure>
        </div>
      )}
    </Panel>
  );
}
