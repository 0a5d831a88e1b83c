import { Button, FileButton } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';

interface ContractFileButtonProps {
  readonly children: ReactNode;
  /** Reads the file; when it is through the file is forgotten, so that the same one can be chosen again. */
  readonly onChoose: (file: File) => Promise<void>;
}

/** Chooses the file of a contract. */
export function ContractFileButton({ children, onChoose }: ContractFileButtonProps) {
  const forget = useRef<() => void>(null);
  const choose = async (file: File | null) => {
    if (file === null) return;
    await onChoose(file);
    forget.current?.();
  };
  return (
    <FileButton resetRef={forget} accept=".md,.markdown,.txt,text/*" onChange={(file) => void choose(file)}>
      {(props) => (
        <Button {...props} leftSection={<IconFileUpload size={18} stroke={1.75} />}>
          {children}
        </Button>
      )}
    </FileButton>
  );
}
