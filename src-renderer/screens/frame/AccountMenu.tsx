import { Menu, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconChevronDown, IconPencil, IconPlus, IconShieldHalf } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { amountText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { goTo } from '../../stores/routeStore.ts';
import { chooseAccount, useAccount, useWallets } from '../../stores/walletsStore.ts';
import { NewAccount, RenameAccount } from '../receive/AccountDialogs.tsx';
import styles from './StatusBar.module.css';

/** Which account the screens show, and how to make another one. */
export function AccountMenu() {
  const { t } = useTranslation();
  const locale = useLocale();
  const accounts = useWallets((state) => state.accounts);
  const account = useAccount();
  const [adding, add] = useDisclosure(false);
  const [renaming, rename] = useDisclosure(false);
  if (!account) return null;
  return (
    <>
      <Menu position="bottom-end" width={300} shadow="md">
        <Menu.Target>
          <UnstyledButton className={styles.account} aria-label={t('bar/account', { name: account.name })}>
            <span className={styles.face} aria-hidden="true">
              {[...account.name][0]?.toUpperCase()}
            </span>
            <span className={styles.accountName}>{account.name}</span>
            <IconChevronDown size={16} stroke={1.75} aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown aria-label={t('bar/chooseAccount')}>
          {accounts.map(({ index, name, balance }) => (
            <Menu.Item
              key={index}
              onClick={() => chooseAccount(index)}
              leftSection={
                index === account.index ? (
                  <IconCheck size={16} stroke={1.75} />
                ) : (
                  <span style={{ display: 'block', width: 16 }} />
                )
              }
            >
              <span className={styles.option}>
                <span className={styles.accountName}>{name}</span>
                <span className="muted tabular">{amountText(balance, locale)}</span>
              </span>
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPencil size={16} stroke={1.75} />} onClick={rename.open}>
            {t('receive/renameTitle')}
          </Menu.Item>
          <Menu.Item leftSection={<IconShieldHalf size={16} stroke={1.75} />} onClick={() => goTo('trust')}>
            {t('nav/trust')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPlus size={16} stroke={1.75} />} onClick={add.open}>
            {t('bar/newAccount')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <NewAccount opened={adding} onClose={add.close} />
      <RenameAccount account={account} opened={renaming} onClose={rename.close} />
    </>
  );
}
