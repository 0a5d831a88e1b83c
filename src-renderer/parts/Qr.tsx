import { QRCodeSVG } from 'qrcode.react';
import styles from './Qr.module.css';

/** A QR code, dark on white in both themes, because many readers see nothing else. */
export function Qr({
  text,
  label,
  size = 208,
}: {
  readonly text: string;
  readonly label: string;
  readonly size?: number;
}) {
  return (
    <div className={styles.paper}>
      <QRCodeSVG
        value={text}
        size={size}
        level="M"
        marginSize={0}
        bgColor="#ffffff"
        fgColor="#17120e"
        title={label}
        role="img"
        aria-label={label}
      />
    </div>
  );
}
