import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowLeft, IconDeviceFloppy, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { countText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { Terms } from '../../parts/Terms.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { checkNow, throwAway, useEditor, write } from '../../stores/editorStore.ts';
import { goTo } from '../../stores/routeStore.ts';
import { CheckPanel } from './CheckPanel.tsx';
import { CodeEditor, goToLine } from './CodeEditor.tsx';
import styles from './Editor.module.css';
import { saveFile } from './saveFile.ts';

const MAX_BYTES = 256 * 1024;

/** Where a seller writes: left the file, right what the chain would say to it. */
export function EditorPage() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { text, check } = useEditor();
  const field = useRef<HTMLTextAreaElement>(null);
  const [asking, ask] = useDisclosure(false);
  // What was written in another hour is checked against the chain of now.
  useEffect(() => void checkNow(), []);
  const bytes = new TextEncoder().encode(text).length;

  return (
    <>
      <ScreenHead title={t('contracts/editor/title')} lead={t('contracts/editor/lead')}>
        <Button
          leftSection={<IconArrowLeft size={18} stroke={1.75} />}
          onClick={() => goTo('contracts', 'selling')}
        >
          {t('contracts/editor/leave')}
        </Button>
      </ScreenHead>
      <div className={styles.editor}>
        <div className={styles.sheet}>
          <CodeEditor
            label={t('contracts/editor/label')}
            text={text}
            notes={check?.notes ?? []}
            onChange={write}
            field={field}
          />
          <div className={styles.hint}>
            <span>{t('contracts/editor/tabHint')}</span>
            <span className="tabular">
              {t('contracts/editor/size', {
                bytes: countText(bytes, locale),
                limit: countText(MAX_BYTES, locale),
              })}
            </span>
          </div>
          <div className="row wrap">
            <Button
              leftSection={<IconDeviceFloppy size={18} stroke={1.75} />}
              disabled={text === ''}
              onClick={() => saveFile(check?.title ?? '', text)}
            >
              {t('contracts/editor/saveFile')}
            </Button>
            <Button
              color="danger"
              leftSection={<IconTrash size={18} stroke={1.75} />}
              disabled={text === ''}
              onClick={ask.open}
            >
              {t('contracts/editor/discard')}
            </Button>
          </div>
          {check && check.terms.trim() !== '' && (
            <Panel title={t('contracts/editor/preview')}>
              <Terms markdown={check.terms} />
            </Panel>
          )}
        </div>
        <div className={styles.side}>
          <CheckPanel onLine={(line) => field.current && goToLine(field.current, line)} />
        </div>
      </div>
      <Modal opened={asking} onClose={ask.close} title={t('contracts/editor/discard')}>
        <div className="stack">
          <p>{t('contracts/editor/discardSure')}</p>
          <div className="row">
            <Button onClick={ask.close} data-autofocus>
              {t('contracts/editor/keep')}
            </Button>
            <Button
              variant="filled"
              color="danger"
              onClick={() => {
                throwAway();
                goTo('contracts', 'selling');
              }}
            >
              {t('contracts/editor/discard')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
