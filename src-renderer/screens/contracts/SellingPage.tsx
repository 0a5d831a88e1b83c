import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PublishedContractState } from '#shared/api/contractBridge.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { enContracts } from '../../locales/enContracts.ts';
import { Amount } from '../../parts/Amount.tsx';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { countText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useAnswer } from '../../parts/useAnswer.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useContracts } from '../../stores/contractStore.ts';
import { useEditor, write } from '../../stores/editorStore.ts';
import { goTo, hrefOf } from '../../stores/routeStore.ts';
import { ContractFileButton } from './ContractFileButton.tsx';
import styles from './Contracts.module.css';
import { ContractsHead } from './ContractsHead.tsx';
import { type FileTrouble, readContractFile } from './readContractFile.ts';
import { TroubleCount } from './TroubleCount.tsx';
import { useContractName } from './useContractName.ts';

type Template = keyof typeof enContracts.selling.about;
const isTemplate = (name: string): name is Template => Object.hasOwn(enContracts.selling.about, name);

/** The desk of who offers contracts: what is published, and where to begin a new one. */
export function SellingPage() {
  const { t } = useTranslation();
  const version = useContracts((state) => state.version);
  const published = useAnswer('published', version, () => bridge.call('contract.published', {}));
  const contracts = published.state === 'here' ? published.value.contracts : [];
  return (
    <>
      <ContractsHead side="selling" />
      <div className="stack">
        {published.state === 'refused' && <FaultNotice fault={published.fault} />}
        {contracts.length > 0 && (
          <Panel title={t('contracts/selling/published')} flush>
            <ul className={styles.rows} aria-label={t('contracts/selling/published')}>
              {contracts.map((each) => (
                <PublishedRow key={each.contract.id} published={each} />
              ))}
            </ul>
          </Panel>
        )}
        <Templates />
      </div>
    </>
  );
}

function PublishedRow({ published }: { readonly published: PublishedContractState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { contract, income, troubles } = published;
  const title = useContractName(published.title, contract.id);
  const total = income.reduce((sum, { amount }) => sum + amount, 0n);
  return (
    <li>
      <a className={styles.rowLink} href={hrefOf('contracts', 'published', toHex(contract.hash))}>
        <span className={styles.rowMain}>
          <span className={styles.rowTitle}>{title}</span>
          <span className="muted small">
            {t('contracts/selling/applicants', {
              count: contract.applicants,
              value: countText(contract.applicants, locale),
            })}
          </span>
        </span>
        <TroubleCount count={troubles} />
        <span className={styles.rowEnd}>
          <Amount units={total} size="small" named />
          <span className="muted small">{t('contracts/selling/income')}</span>
        </span>
      </a>
    </li>
  );
}

function Templates() {
  const { t } = useTranslation();
  const answer = useAnswer('templates', 0, () => bridge.call('contract.templates', {}));
  const draft = useEditor((state) => state.text);
  const [trouble, setTrouble] = useState<FileTrouble | null>(null);
  const begin = (text: string) => {
    write(text);
    goTo('contracts', 'write');
  };
  const take = async (file: File) => {
    setTrouble(null);
    const read = await readContractFile(file);
    if ('trouble' in read) setTrouble(read.trouble);
    else begin(read.text);
  };
  return (
    <Panel
      title={t('contracts/selling/templates')}
      aside={<ContractFileButton onChoose={take}>{t('contracts/selling/blank')}</ContractFileButton>}
    >
      <div className="stack-tight">
        <p className="muted">{t('contracts/selling/templatesText')}</p>
        {trouble && <Notice tone="danger">{t(`contracts/open/${trouble}`)}</Notice>}
        {answer.state === 'refused' && <FaultNotice fault={answer.fault} />}
      </div>
      <div className={styles.cards}>
        {draft !== '' && (
          <a className={styles.template} data-draft="true" href={hrefOf('contracts', 'write')}>
            <strong className="row">
              <IconPencil size={18} stroke={1.75} aria-hidden="true" />
              {t('contracts/selling/goOn')}
            </strong>
            <span>{t('contracts/selling/goOnText')}</span>
          </a>
        )}
        {answer.state === 'here' &&
          answer.value.templates.map(({ name, title, text }) => (
            <button key={name} type="button" className={styles.template} onClick={() => begin(text)}>
              <strong>{isTemplate(name) ? t(`contracts/selling/names/${name}`) : title}</strong>
              <span>{isTemplate(name) ? t(`contracts/selling/about/${name}`) : ''}</span>
            </button>
          ))}
      </div>
    </Panel>
  );
}
