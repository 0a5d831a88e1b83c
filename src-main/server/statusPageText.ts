/**
 * The public page in a browser: what this pool is, what it pays, how it is doing. Without a script it says where
 * to find the numbers; with it, they are live. Plain files, no inline script or style (see the policy in
 * httpAnswer.ts); words in English and German by the browser's language.
 */
export const pageHtml = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Coco pool</title>
<link rel="icon" href="status.svg" type="image/svg+xml">
<link rel="stylesheet" href="status.css">
<script src="status.js" defer></script>
<main>
  <header>
    <h1 id="domain">Coco pool</h1>
    <p id="state" role="status" data-text="loading">Reading the pool's status…</p>
  </header>
  <section class="tiles" aria-label="Now" data-label="now">
    <dl><dt data-text="hashRate">Hash rate</dt><dd id="hashRate">–</dd></dl>
    <dl><dt data-text="miners">Miners</dt><dd id="miners">–</dd></dl>
    <dl><dt data-text="block">Last block</dt><dd id="block">–</dd></dl>
    <dl><dt data-text="difficulty">Block difficulty</dt><dd id="difficulty">–</dd></dl>
  </section>
  <section>
    <h2 data-text="minersSee">What miners get</h2>
    <table>
      <tr><th scope="row" data-text="scheme">Scheme</th><td id="scheme">–</td></tr>
      <tr><th scope="row" data-text="fee">Fee</th><td id="fee">–</td></tr>
      <tr><th scope="row" data-text="threshold">Paid from</th><td id="threshold">–</td></tr>
      <tr><th scope="row" data-text="shares">Share difficulty</th><td id="shares">–</td></tr>
      <tr><th scope="row" data-text="network">Network</th><td id="network">–</td></tr>
      <tr><th scope="row" data-text="peers">Other pools connected</th><td id="peers">–</td></tr>
      <tr><th scope="row" data-text="connect">Connect to</th><td><code id="connect">–</code></td></tr>
    </table>
    <p id="schemeMeans"></p>
  </section>
  <section>
    <h2 data-text="blocks">Blocks of the chain</h2>
    <table>
      <thead><tr><th scope="col" data-text="id">Block</th><th scope="col" data-text="mined">Mined</th>
      <th scope="col" data-text="by">By</th><th scope="col" data-text="reward">Reward</th></tr></thead>
      <tbody id="blocks"></tbody>
    </table>
  </section>
  <footer><a href="network" data-text="networkFile">Network file</a>
  <a href="openrpc.json" data-text="api">Description of the calls</a></footer>
</main>
</html>
`;

export const pageStyle = `:root{--background:#FBF8F3;--surface:#FFFFFF;--border:#E8E0D5;--text:#2B2118;--muted:#6F6053;--accent:#1B7556}
@media(prefers-color-scheme:dark){:root{--background:#17120E;--surface:#211A15;--border:#3A2F27;--text:#F3ECE3;--muted:#B5A595;--accent:#4CC38A}}
*{box-sizing:border-box}
body{margin:0;background:var(--background);color:var(--text);font:16px/1.5 Inter,system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:56rem;margin:0 auto;padding:32px 16px;display:grid;gap:32px}
h1{font-size:28px;font-weight:650;margin:0;overflow-wrap:anywhere}
h2{font-size:20px;font-weight:650;margin:0 0 12px}
p{margin:8px 0 0;color:var(--muted)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:12px}
dl{margin:0;padding:16px;background:var(--surface);border:1px solid var(--border);border-radius:10px}
dt{color:var(--muted);font-size:14px}
dd{margin:4px 0 0;font-size:28px;font-weight:500;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
table{width:100%;border-collapse:collapse;background:var(--surface);border:1px solid var(--border);border-radius:10px;overflow:hidden}
th,td{text-align:left;padding:10px 16px;border-bottom:1px solid var(--border);font-weight:400;overflow-wrap:anywhere}
th{color:var(--muted)}
tr:last-child>*{border-bottom:0}
code{font-family:"JetBrains Mono",ui-monospace,monospace;font-size:14px}
a{color:var(--accent);margin-right:16px}
`;

export const pageScript = `'use strict';
const texts = {
  de: {
    loading: 'Der Status wird gelesen …', now: 'Jetzt', hashRate: 'Hashrate', miners: 'Miner', block: 'Letzter Block',
    difficulty: 'Blockschwierigkeit', minersSee: 'Was Miner bekommen', scheme: 'Verfahren', fee: 'Gebühr',
    threshold: 'Ausgezahlt ab', shares: 'Share-Schwierigkeit', network: 'Netzwerk', peers: 'Verbundene andere Pools',
    connect: 'Verbinden mit', blocks: 'Blöcke der Kette', id: 'Block', mined: 'Gefunden', by: 'Von', reward: 'Belohnung',
    noBlocks: 'Noch keine.', networkFile: 'Netzwerkdatei', api: 'Beschreibung der Aufrufe', proportional: 'Proportional', pplns: 'PPLNS',
    proportionalMeans: 'Findet der Pool einen Block, wird die Belohnung nach den Punkten der Runde geteilt.',
    pplnsMeans: 'Findet der Pool einen Block, wird die Belohnung nach den Punkten der letzten Shares geteilt.',
    live: 'Live', lost: 'Der Pool antwortet nicht. Neuer Versuch …',
  },
  en: {
    loading: "Reading the pool's status…", now: 'Now', hashRate: 'Hash rate', miners: 'Miners', block: 'Last block',
    difficulty: 'Block difficulty', minersSee: 'What miners get', scheme: 'Scheme', fee: 'Fee', threshold: 'Paid from',
    shares: 'Share difficulty', network: 'Network', peers: 'Other pools connected', connect: 'Connect to',
    blocks: 'Blocks of the chain', id: 'Block', mined: 'Mined', by: 'By', reward: 'Reward',
    noBlocks: 'None yet.', networkFile: 'Network file', api: 'Description of the calls', proportional: 'Proportional', pplns: 'PPLNS',
    proportionalMeans: 'When the pool finds a block, its reward is shared by the points of the round.',
    pplnsMeans: 'When the pool finds a block, its reward is shared by the points of the last shares.',
    live: 'Live', lost: 'The pool does not answer. Trying again…',
  },
};
const language = navigator.language.startsWith('de') ? 'de' : 'en';
const words = texts[language];
const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const rate = (value) => {
  const [from, unit] = [[1e12, 'TH/s'], [1e9, 'GH/s'], [1e6, 'MH/s'], [1e3, 'kH/s']].find(([step]) => value >= step) ?? [1, 'H/s'];
  return number.format(value / from) + ' ' + unit;
};
const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 2 });
const date = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' });
document.documentElement.lang = language;
for (const element of document.querySelectorAll('[data-text]')) element.textContent = words[element.dataset.text];
for (const element of document.querySelectorAll('[data-label]')) element.ariaLabel = words[element.dataset.label];
const show = (id, text) => { const element = document.getElementById(id); if (element.textContent !== text) element.textContent = text; };
show('connect', (location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + location.pathname.replace(/\\/$/, ''));

async function read() {
  try {
    const answer = await fetch('status', { cache: 'no-store' });
    if (!answer.ok) throw new Error(String(answer.status));
    const status = await answer.json();
    show('state', words.live);
    show('domain', status.domain);
    document.title = status.domain;
    show('hashRate', rate(status.hashRate));
    show('miners', number.format(status.miners));
    show('block', number.format(status.tip.id));
    show('difficulty', short.format(Number((2n ** 256n) / BigInt('0x' + status.target))));
    show('scheme', words[status.scheme]);
    show('schemeMeans', words[status.scheme + 'Means']);
    show('fee', number.format(status.feePercent) + ' %');
    show('threshold', status.payoutThreshold + ' coco');
    show('shares', number.format(status.shareDifficulty.min) + ' – ' + number.format(status.shareDifficulty.max));
    show('network', status.network);
    show('peers', number.format(status.peers));
    const rows = status.blocks.map((block) => [number.format(block.id), date.format(block.minedDate), block.domain, block.reward]);
    if (rows.length === 0) rows.push([words.noBlocks]);
    document.getElementById('blocks').replaceChildren(...rows.map((texts) => {
      const row = document.createElement('tr');
      for (const text of texts) {
        const cell = document.createElement('td');
        cell.textContent = text;
        cell.colSpan = texts.length === 1 ? 4 : 1;
        row.append(cell);
      }
      return row;
    }));
  } catch {
    show('state', words.lost);
  }
}
read();
setInterval(read, 5000);
`;

export const pageIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="14" fill="#1B7556"/>' +
  '<circle cx="16" cy="16" r="8" fill="none" stroke="#FBF8F3" stroke-width="3"/></svg>';
