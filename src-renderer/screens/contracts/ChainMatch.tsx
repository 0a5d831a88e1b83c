import { Button } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ContractReview } from '#shared/api/contractBridge.ts';
import { equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { countText, exactTime } from '../../parts/numberText.ts';
import { useAction } from '../../parts/useAction.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useChain } from '../../stores/chainStore.ts';
import { lookAgain } from '../../stores/contractStore.ts';
import styles from './Review.module.css';

const isAltered = ({ expectedHash, hash }: ContractReview) =>
  expectedHash !== null && !equalBytes(expectedHash, hash);

/** Whether what is shown is what stands on the chain; only then may anybody apply to it. */
export const isSound = (contract: ContractReview): boolean =>
  contract.chain.known && contract.chain.matches && !isAltered(contract);

/** The first thing to know: is this the contract that others see, too? With both hashes. */
export function ChainMatch({ contract }: { readonly contract: ContractReview }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const network = useChain((state) => state.chain?.network ?? '');
  const { busy, run } = useAction();
  const { chain } = contract;
  const altered = isAltered(contract);
  const good = isSound(contract);
  const what = altered ? 'altered' : !chain.known ? 'unknown' : !chain.matches ? 'differs' : 'stands';
  const Icon = good ? IconCircleCheck : IconCircleX;
  const file = toHex(contract.hash);
  const other = contract.expectedHash ? toHex(contract.expectedHash) : chain.known ? file : null;
  const hashes = (
    <div className={styles.hashes}>
      <HashLine label={t('contracts/review/hashFile')} hex={file} bad={altered} />
      {other !== null && (
        <HashLine
          label={altered ? t('contracts/review/hashLink') : t('contracts/review/hashChain')}
          hex={other}
        />
      )}
    </div>
  );
  return (
    <section className={styles.match} data-good={good || undefined} role={good ? undefined : 'alert'}>
      <h2>
        <Icon size={20} stroke={1.75} aria-hidden="true" />
        {t(`contracts/review/${what}`)}
      </h2>
      {what === 'unknown' && <p>{t('contracts/review/unknownText', { network })}</p>}
      {(what === 'altered' || what === 'differs') && <p>{t(`contracts/review/${what}Text`)}</p>}
      {what === 'unknown' && (
        <div>
          <Button size="xs" loading={busy} onClick={() => void run(lookAgain)}>
            {t('contracts/review/lookAgain')}
          </Button>
        </div>
      )}
      {good ? (
        <Disclosure label={t('contracts/review/hashes')}>
          <p className={styles.standsText}>{t('contracts/review/standsText')}</p>
          {hashes}
          {chain.publishedAt !== null && chain.publishedIn !== null && (
            <p className="muted small">
              {t('contracts/review/published', {
                date: exactTime(chain.publishedAt, locale),
                block: countText(chain.publishedIn, locale),
              })}
              .{' '}
              {t('contracts/review/applicants', {
                count: chain.applicants,
                value: countText(chain.applicants, locale),
              })}
              .
            </p>
          )}
        </Disclosure>
      ) : (
        hashes
      )}
    </section>
  );
}

function HashLine({
  label,
  hex,
  bad = false,
}: {
  readonly label: string;
  readonly hex: string;
  readonly bad?: boolean;
}) {
  return (
    <div>
      <span className="muted small">{label}</span>
      <code className={styles.hash} data-bad={bad || undefined}>
        {hex}
      </code>
    </div>
  );
}
