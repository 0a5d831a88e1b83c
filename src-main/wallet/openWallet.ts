import { Wallet } from './wallet.ts';
import type { WalletMeans } from './walletMeans.ts';

/** The wallet of a folder, listening to its pool: stage `welcome` or `locked`, never `open`. */
export async function openWallet(means: WalletMeans): Promise<Wallet> {
  const wallet = new Wallet(means);
  await wallet.start();
  return wallet;
}
