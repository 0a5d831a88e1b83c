import { useTranslation } from 'react-i18next';
import type { TransactionDetail } from '#shared/api/poolValues.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { countText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import styles from './Explorer.module.css';
import { HashText } from './HashText.tsx';

/** What was signed, for who wants to check it with other means. */
export function RawBytes({ detail }: { readonly detail: TransactionDetail }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { signed, messageBytes, record } = detail;
  const size = t('explorer/bytes', { count: messageBytes, value: countText(messageBytes, locale) });
  return (
    <Disclosure label={t('explorer/raw')}>
      {signed ? (
        <div className={styles.inside}>
          <HashText label={`${t('explorer/rawSigned')} · ${size}`} hex={toHex(signed.message)} />
          <HashText label={t('explorer/rawSignature')} hex={toHex(signed.signature)} />
        </div>
      ) : (
        <p className="muted">
          {record.kind === 'reward'
            ? t('explorer/rawNone')
            : record.kind === 'contractTransfer'
              ? t('explorer/rawContract')
              : t('explorer/rawLong')}
        </p>
      )}
    </Disclosure>
  );
}
