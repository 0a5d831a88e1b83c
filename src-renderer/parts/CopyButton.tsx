import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly text: string;
  /** What is copied, as a button's name: "Copy address". */
  readonly label: string;
  /** An icon alone, named by the label. */
  readonly compact?: boolean;
  readonly primary?: boolean;
}

export function CopyButton({ text, label, compact = false, primary = false }: Props) {
  const { t } = useTranslation();
  const { copy, copied } = useClipboard({ timeout: 1500 });
  const icon = copied ? <IconCheck size={16} stroke={1.75} /> : <IconCopy size={16} stroke={1.75} />;
  const said = <output className="hidden-label">{copied ? t('common/copied') : ''}</output>;
  if (compact) {
    return (
      <>
        <Tooltip label={copied ? t('common/copied') : label}>
          <ActionIcon aria-label={label} onClick={() => copy(text)}>
            {icon}
          </ActionIcon>
        </Tooltip>
        {said}
      </>
    );
  }
  return (
    <>
      <Button variant={primary ? 'filled' : 'default'} leftSection={icon} onClick={() => copy(text)}>
        {copied ? t('common/copied') : label}
      </Button>
      {said}
    </>
  );
}
