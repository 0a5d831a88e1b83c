import { describe, expect, it } from 'vitest';
import { openCharges } from './chargeAnalysis.ts';

describe('payers that are spelled out', () => {
  const plain: Record<string, string> = {
    'the applicant': 'function due(e) { transfer(e.applicant, e.creator, "1"); }',
    'the contract': 'function called(e) { transfer(e.contract, e.creator, "1"); }',
    'the caller': 'const called = (e) => { if (e.data) transfer(e.caller, e.creator, e.data); };',
    'taken apart': 'function due({ applicant, creator: to }) { transfer(applicant, to, "1"); }',
    'within a callback':
      'function due(e) { ["1", "2"].forEach((a) => transfer(e.applicant, e.creator, a)); }',
    'a constant':
      'function due(e) { const from = e.applicant; const { creator } = e; transfer(from, creator, "1"); }',
    'through a helper':
      'function pay(e, a) { return transfer(e.applicant, e.creator, a); } function due(e) { pay(e, "1"); }',
    'through two helpers':
      'const pay = (from, to) => transfer(from, to, "1"); const both = (x) => pay(x.applicant, x.creator); function due(e) { both(e); } function applied(e) { both(e); }',
    'nothing at all': 'function due(e) { wake(e.date + 1); }',
    'in received, from the contract': 'function received(e) { transfer(e.contract, e.applicant, e.amount); }',
  };
  for (const [name, script] of Object.entries(plain)) {
    it(name, () => expect(openCharges(script)).toEqual([]));
  }
});

describe('payers that are not', () => {
  const hidden: Record<string, string> = {
    data: 'function called(e) { transfer(e.data, e.creator, "1"); }',
    'the model': 'function due(e) { transfer(e.model.victim, e.creator, "1"); }',
    'a list': 'function due(e) { for (const x of e.model.all) transfer(x, e.creator, "1"); }',
    'the payer of a receipt': 'function received(e) { transfer(e.from, e.creator, "1"); }',
    'a literal': 'function due(e) { transfer("coco1", e.creator, "1"); }',
    'a new object':
      'function called(e) { const x = { applicant: e.data }; transfer(x.applicant, e.creator, "1"); }',
    'a changed parameter':
      'function called(e) { e = { applicant: e.data }; transfer(e.applicant, e.creator, "1"); }',
    'a changed constant':
      'function called(e) { let from = e.caller; from = e.data; transfer(from, e.creator, "1"); }',
    'a shadowed name':
      'function called(e) { [{ applicant: e.data }].forEach((e) => transfer(e.applicant, e.creator, "1")); }',
    'a default': 'function called({ applicant = "coco1", creator }) { transfer(applicant, creator, "1"); }',
    'a computed name': 'function called(e) { transfer(e["appli" + "cant"], e.creator, "1"); }',
    'an alias of transfer': 'const pay = transfer; function called(e) { pay(e.data, e.creator, "1"); }',
    'transfer as a value': 'function called(e) { [e.data].map(transfer); }',
    'transfer of the global object': 'function called(e) { globalThis.transfer(e.data, e.creator, "1"); }',
    'transfer of this': 'const t = this; function called(e) { t.transfer(e.data, e.creator, "1"); }',
    'a handler called by the script':
      'function due(e) { transfer(e.applicant, e.creator, "1"); } function called(e) { due({ applicant: e.data, creator: e.creator }); }',
    'a handler handed on':
      'function due(e) { transfer(e.applicant, e.creator, "1"); } function called(e) { [e].map(due); }',
    'a helper with two kinds of callers':
      'function pay(x) { transfer(x.applicant, "a", "1"); } function due(e) { pay(e); } function called(e) { pay({ applicant: e.data }); }',
    'a helper handed on':
      'function pay(x) { transfer(x.applicant, "a", "1"); } function due(e) { pay(e); } function called(e) { [{ applicant: e.data }].map(pay); }',
    'spread arguments': 'function called(e) { transfer(...e.model.list); }',
    'spread into a helper':
      'const pay = (a, b) => transfer(a, b, "1"); function called(e) { pay(...e.model.list); }',
    'a handler that is not plain': 'let due = (e) => transfer(e.applicant, e.creator, "1"); ',
    'a class': 'class A { static pay(x) { transfer(x, "a", "1"); } } function called(e) { A.pay(e.data); }',
    'the top level': 'const f = { g: (x) => transfer(x, "a", "1") }; function called(e) { f.g(e.data); }',
    arguments: 'function called() { transfer(arguments[0].data, "a", "1"); }',
  };
  for (const [name, script] of Object.entries(hidden)) {
    it(name, () => expect(openCharges(script)).toEqual(['payerHidden']));
  }

  it('income', () => {
    expect(openCharges('function received(e) { transfer(e.applicant, e.creator, e.amount); }')).toEqual([
      'chargesIncome',
    ]);
    expect(
      openCharges(
        'const pay = (e) => transfer(e.applicant, e.creator, "1"); function received(e) { pay(e); }',
      ),
    ).toEqual(['chargesIncome']);
  });
});
