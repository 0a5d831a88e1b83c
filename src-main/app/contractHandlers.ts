import type { BridgeHandlers, BridgeMethod } from '#shared/api/bridge.ts';
import type { ContractState } from '#shared/api/contractApi.ts';
import type { ContractCheck, ContractReview } from '#shared/api/contractBridge.ts';
import { readContract } from '#shared/contracts/contractFile.ts';
import { publishedForm } from '#shared/contracts/publishedForm.ts';
import { contractTemplates } from '#shared/contracts/templates/templates.ts';
import { publicationFee } from '#shared/ledger/contractRules.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { type Bytes, decodeUtf8, encodeUtf8, equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { formatContractUri } from '#shared/protocol/contractUri.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import type { CompileAnswer } from '../contracts/contractWork.ts';
import {
  type ContractMeans,
  ContractRoom,
  fileNotes,
  type OpenedContract,
  REHEARSAL_COINS,
} from './contractRoom.ts';
import { OwnContracts } from './ownContracts.ts';

type ContractMethod = Extract<BridgeMethod, `contract.${string}`>;

export interface ContractHandling {
  readonly handlers: Pick<BridgeHandlers, ContractMethod>;
  /** A block has come: what was just published may be handed to the pool, for others to read. */
  blockCame(): Promise<void>;
}

/**
 * The bridge's calls about contracts.
 * @param shareUrls where others reach this app's pool, while it serves
 */
export function contractHandling(means: ContractMeans, shareUrls: () => readonly string[]): ContractHandling {
  const { session, wallet, shelf, network } = means;
  const room = new ContractRoom(means);
  const own = new OwnContracts(session, wallet, shelf);
  /** Published here, not known to be in the chain yet. */
  const toServe = new Map<string, Bytes>();

  const published = async (hash: Bytes): Promise<ContractState> => {
    const contract = await session.getContract({ hash });
    if (contract === null) throw new Fault('contract.unknown', { hash: toHex(hash) });
    return contract;
  };
  const balanceOf = (account: number | undefined): Units | undefined =>
    account === undefined
      ? undefined
      : wallet.state.accounts.find(({ index }) => index === account)?.spendable;
  const titleOf = async (hash: Bytes): Promise<string> => shelf.title(hash);

  const chainWord = async (opened: OpenedContract): Promise<ContractReview['chain']> => {
    const { hash, expectedHash, review } = opened;
    const isExpected = expectedHash === null || equalBytes(hash, expectedHash);
    // Of an altered file the chain is asked for what the link promised.
    const found = isExpected ? opened.published : await session.getContract({ hash: expectedHash });
    if (found === null) {
      return {
        ...{ known: false, matches: false, id: null, creator: null, account: null },
        ...{ balance: 0n, publishedIn: null, publishedAt: null, applicants: 0 },
      };
    }
    const { id, creator, account, balance, publishedIn, publishedAt, applicants } = found;
    const known = { contact: null, firstTime: true, own: false };
    return {
      known: true,
      matches: isExpected && found.script === review.script && found.model === review.model,
      id,
      creator: room.describe(creator) ?? { address: creator, ...known },
      ...{ account, balance, publishedIn, publishedAt, applicants },
    };
  };

  const reviewOf = async (opened: OpenedContract, account: number | undefined): Promise<ContractReview> => {
    const { link, hash, expectedHash, review } = opened;
    const applications = await own.applicationsTo(hash);
    const { defaultFee } = network();
    const rehearsal =
      account === undefined
        ? room.rehearsalState(review.rehearsal, REHEARSAL_COINS)
        : await rehearse({ hash, account, balance: undefined });
    return {
      link,
      title: review.title,
      terms: review.terms,
      script: review.script,
      model: review.model,
      hash,
      expectedHash,
      chain: await chainWord(opened),
      applyFee: defaultFee,
      cancel: {
        runsScript: opened.published?.handlers.includes('cancelled') ?? false,
        fee: defaultFee,
      },
      own: applications.map(({ account: index, application: { active, wakeAt } }) => ({
        account: index,
        active,
        wakeAt,
      })),
      rehearsal,
      notes: fileNotes(review.notes, review.scriptLine),
    };
  };

  const rehearse = async (params: {
    hash: Bytes;
    account?: number | undefined;
    balance?: Units | undefined;
  }) => {
    const { hash, account } = params;
    const opened = room.opened(hash);
    const balance = params.balance ?? balanceOf(account) ?? REHEARSAL_COINS;
    const applicant = account === undefined ? undefined : wallet.addressOf(account);
    const withCoins = async (coins: Units) => {
      const who = { hash, creator: opened.published?.creator, applicant, balance: coins };
      const { rehearsal } = await room.review(opened.file, who);
      return room.rehearsalState(rehearsal, coins);
    };
    const state = await withCoins(balance);
    // With too few coins to begin it says nothing of what it costs; that can be shown with enough of them.
    const isPoor = account !== undefined && !state.applies && state.refusedAt === 0;
    if (!isPoor || balance >= REHEARSAL_COINS) return state;
    const rich = await withCoins(REHEARSAL_COINS);
    return rich.applies ? rich : state;
  };

  const check = async (text: string, balance: Units | undefined): Promise<ContractCheck> => {
    const typed = encodeUtf8(text);
    let compiled: CompileAnswer;
    try {
      compiled = await room.compile(typed);
    } catch (error) {
      if (!isFault(error)) throw error;
      const { code, facts } = error;
      const line = typeof facts.line === 'number' ? facts.line : 0;
      const column = typeof facts.column === 'number' ? facts.column : 0;
      const note = {
        code: 'syntax',
        severity: 'error' as const,
        line,
        column,
        name: String(facts.message ?? ''),
      };
      return {
        ...headOf(typed),
        notes: code === 'contract.syntax' ? [note] : [],
        fault: { code, facts },
        compiled: null,
        rehearsal: null,
        bytes: typed.length,
      };
    }
    const { title, terms, script, model, notes, scriptLine } = compiled;
    const { file, hash, addedLines } = publishedForm(compiled.file);
    const sizes = { scriptBytes: encodeUtf8(script).length, modelBytes: encodeUtf8(model).length };
    const head = {
      title,
      terms,
      notes: fileNotes(notes, scriptLine),
      compiled: {
        hash,
        script,
        model,
        file: decodeUtf8(file),
        addedLines,
        ...sizes,
        fee: publicationFee(network().defaultFee, sizes.scriptBytes + sizes.modelBytes),
        published: (await session.getContract({ hash })) !== null,
      },
      bytes: typed.length,
    };
    try {
      const { rehearsal } = await room.review(typed, { hash, balance });
      const state = room.rehearsalState(rehearsal, balance ?? REHEARSAL_COINS);
      return { ...head, fault: null, rehearsal: state };
    } catch (error) {
      if (!isFault(error)) throw error;
      return { ...head, fault: { code: error.code, facts: error.facts }, rehearsal: null };
    }
  };

  const handlers: ContractHandling['handlers'] = {
    'contract.open': async ({ source, account }) => reviewOf(await room.open(source), account),
    'contract.rehearse': rehearse,
    'contract.prepareApply': async ({ hash, account }) => {
      const opened = room.opened(hash);
      const { known, matches } = await chainWord(opened);
      if (!known) throw new Fault('contract.unknown', { hash: toHex(hash) });
      if (!matches) {
        const expected = toHex(opened.expectedHash ?? hash);
        throw new Fault('contract.altered', { expected, found: toHex(hash) });
      }
      const { id: contractId, creator } = await published(hash);
      const { title } = opened.review;
      const draft = await wallet.prepareContract({
        ...{ action: 'apply' as const, account, hash, title, contractId, creator },
      });
      // The text that is agreed to stays with the person.
      await shelf.keep(hash, opened.file);
      return draft;
    },
    'contract.prepareCancel': async ({ hash, account }) => {
      const { id: contractId, creator } = await published(hash);
      const title = await titleOf(hash);
      return wallet.prepareContract({ action: 'cancel', account, hash, title, contractId, creator });
    },
    'contract.prepareCall': async ({ hash, account, data }) => {
      const { id: contractId, creator } = await published(hash);
      const title = await titleOf(hash);
      return wallet.prepareContract({
        ...{ action: 'call' as const, account, hash, title, contractId, creator },
        data: encodeUtf8(data),
      });
    },
    'contract.preparePublish': async ({ text, account }) => {
      const compiled = await room.compile(encodeUtf8(text));
      const { file, hash } = publishedForm(compiled.file);
      const { script, model, title } = compiled;
      const draft = await wallet.prepareContract({
        ...{ action: 'publish' as const, account, hash, script, model, title },
        file: decodeUtf8(file),
      });
      await shelf.keep(hash, file);
      toServe.set(toHex(hash), hash);
      return draft;
    },
    'contract.mine': async () => {
      // The contracts' page is open: a link may follow.
      room.warm();
      return { applications: await own.mine() };
    },
    'contract.published': async () => ({ contracts: await own.published() }),
    'contract.applicants': async ({ hash, from, limit }) =>
      session.getApplications({ contract: hash, from, limit }),
    'contract.runs': async ({ hash, account, before, limit }) =>
      session.getRuns({
        contract: hash,
        ...(account === undefined ? {} : { wallet: wallet.addressOf(account) }),
        before,
        limit,
      }),
    'contract.check': async ({ text, balance }) => check(text, balance),
    'contract.templates': async () => ({
      templates: Object.entries(contractTemplates).map(([name, text]) => ({
        name,
        title: readContract(encodeUtf8(text)).title,
        text,
      })),
    }),
    'contract.share': async ({ hash, url }) => {
      const file = await shelf.file(hash);
      const served = (await session.getContractFile({ hash })) !== null || (await own.serve(hash));
      const place = url ?? (served ? placeOf(shareUrls(), hash) : undefined);
      return {
        link: formatContractUri({ hash, ...(place === undefined ? {} : { url: place }) }),
        url: place ?? null,
        file: file === undefined ? null : decodeUtf8(file),
        served,
      };
    },
  };

  return {
    handlers,
    async blockCame() {
      for (const [name, hash] of toServe) if (await own.serve(hash)) toServe.delete(name);
    },
  };
}

/** Where a serving pool gives the file to others. */
function placeOf(urls: readonly string[], hash: Bytes): string | undefined {
  const [first] = urls;
  if (first === undefined) return undefined;
  const base = first.replace(/^ws(s?):/, 'http$1:').replace(/\/+$/, '');
  return `${/^https?:/.test(base) ? base : `http://${base}`}/contracts/${toHex(hash)}`;
}

function headOf(file: Bytes): { title: string; terms: string } {
  try {
    const { title, terms } = readContract(file);
    return { title, terms };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { title: '', terms: '' };
  }
}
