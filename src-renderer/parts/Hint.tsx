import { ActionIcon, Popover } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** A small question mark that explains the word beside it. */
export function Hint({ about, text }: { readonly about: string; readonly text: string }) {
  const { t } = useTranslation();
  return (
    <Popover width={280} shadow="md" withArrow trapFocus={false}>
      <Popover.Target>
        <ActionIcon
          size={20}
          radius={999}
          c="var(--muted)"
          aria-label={`${about}: ${t('common/whatIsThis')}`}
        >
          <IconHelpCircle size={16} stroke={1.75} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <p>{text}</p>
      </Popover.Dropdown>
    </Popover>
  );
}
