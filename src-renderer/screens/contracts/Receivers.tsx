import { useTranslation } from 'react-i18next';
import type { ContractReview, RehearsalState } from '#shared/api/contractBridge.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { useNameOf } from '../../stores/walletsStore.ts';

type Side = RehearsalState['charges'][number]['toLabel'];

/** Everybody who gets the applicant's coins in the rehearsed year, the seller first. */
export function Receivers({ contract }: { readonly contract: ContractReview }) {
  const { t } = useTranslation();
  const { rehearsal, chain } = contract;
  const sides = new Map<string, Side>();
  for (const { own, to, toLabel } of rehearsal.charges) if (own) sides.set(to, toLabel);
  const list = [...sides].sort(([, a], [, b]) => Number(b === 'creator') - Number(a === 'creator'));
  if (list.length === 0 && rehearsal.bounded && rehearsal.applies)
    return <p>{t('contracts/review/nobody')}</p>;
  const shown: readonly (readonly [string, Side])[] =
    list.length > 0 ? list : chain.creator ? [[chain.creator.address, 'creator']] : [];
  return (
    <ul className="stack-tight">
      {shown.slice(0, 5).map(([address, side]) => (
        <Receiver key={address} address={address} side={side} creator={chain.creator} />
      ))}
    </ul>
  );
}

function Receiver({
  address,
  side,
  creator,
}: {
  readonly address: string;
  readonly side: Side;
  readonly creator: ContractReview['chain']['creator'];
}) {
  const { t } = useTranslation();
  const name = useNameOf(address);
  const title =
    side === 'creator'
      ? t('contracts/review/seller')
      : side === 'contract'
        ? t('contracts/review/itself')
        : side === 'applicant'
          ? t('contracts/review/yourself')
          : t('contracts/review/other');
  const isCreator = creator?.address === address;
  const note =
    isCreator && creator.own
      ? t('contracts/review/own')
      : name !== null
        ? t('contracts/review/contact', { name })
        : isCreator && creator.firstTime
          ? t('contracts/review/firstTime')
          : null;
  return (
    <li>
      <p>
        <strong>{title}</strong>
        {note && <span className="muted"> · {note}</span>}
      </p>
      <Disclosure label={t('common/address')}>
        <AddressText address={address} emphasised />
      </Disclosure>
    </li>
  );
}
