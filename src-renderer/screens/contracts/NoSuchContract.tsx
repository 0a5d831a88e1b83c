import { IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../parts/Empty.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import type { Answer } from '../../parts/useAnswer.ts';
import { BackToContracts } from './BackToContracts.tsx';

interface Props {
  readonly side: 'using' | 'selling';
  /** What the app answered: nothing yet, a fault, or contracts among which this one is not. */
  readonly answer: Answer<unknown>;
  readonly title: string;
  readonly text: string;
}

/** In the place of one contract's page while there is none to show. */
export function NoSuchContract({ side, answer, title, text }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <ScreenHead title={t('contracts/title')}>
        <BackToContracts side={side} />
      </ScreenHead>
      {answer.state === 'refused' && <FaultNotice fault={answer.fault} />}
      {answer.state === 'here' && (
        <Panel>
          <Empty icon={<IconFileText size={24} stroke={1.75} />} title={title} text={text} />
        </Panel>
      )}
    </>
  );
}
