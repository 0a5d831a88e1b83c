import { useTranslation } from 'react-i18next';
import type { GroupDraft } from '#shared/api/bridgeDrafts.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { countText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { GroupSteps } from './GroupSteps.tsx';
import styles from './Trust.module.css';

const SHOWN = 100;

/** All steps of a group, and what they come to. */
export function GroupContent({ draft }: { readonly draft: GroupDraft }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { items, transfers, terminations, updates, amount, senderFees, updateFees } = draft;
  const balances = items.reduce((sum, item) => sum + (item.kind === 'update' ? item.balances.length : 0), 0);
  return (
    <section className={styles.sheet} aria-label={t('trust/operator/steps')}>
      <div className={styles.sheetHead}>
        <p className={styles.large}>
          {t('trust/groupSums/steps', { count: items.length, value: countText(items.length, locale) })}
        </p>
        <Facts>
          {transfers > 0 && <Fact name={t('trust/groupSums/transfers')}>{countText(transfers, locale)}</Fact>}
          {terminations > 0 && (
            <Fact name={t('trust/groupSums/terminations')}>{countText(terminations, locale)}</Fact>
          )}
          {updates > 0 && <Fact name={t('trust/groupSums/updates')}>{countText(balances, locale)}</Fact>}
          {transfers > 0 && (
            <Fact name={t('trust/groupSums/amount')}>
              <Amount units={amount} size="small" />
            </Fact>
          )}
          {transfers > 0 && (
            <Fact name={t('trust/groupSums/senderFees')}>
              <Amount units={senderFees} size="small" />
            </Fact>
          )}
          {updates > 0 && (
            <Fact name={t('trust/groupSums/updateFees')}>
              <Amount units={updateFees} size="small" />
            </Fact>
          )}
        </Facts>
      </div>
      <GroupSteps items={items.slice(0, SHOWN)} />
      {items.length > SHOWN && (
        <p className={styles.foot}>
          {t('trust/groupSums/more', {
            value: countText(SHOWN, locale),
            all: countText(items.length, locale),
          })}
        </p>
      )}
    </section>
  );
}
