const PAGE_BITS = 8;
const PAGE = 1 << PAGE_BITS;

/**
 * Which slot a wallet id has in a scratch ledger: pages of a typed array, made where ids are used, so that a scratch
 * ledger costs what it touches and finding a slot costs two array reads.
 */
export class SlotIndex {
  private readonly pages: (Int32Array | undefined)[] = [];

  /** The slot of an id, or −1. */
  get(id: number): number {
    const page = this.pages[id >>> PAGE_BITS];
    return page === undefined ? -1 : (page[id & (PAGE - 1)] as number) - 1;
  }

  /** Sets the slot of an id; −1 takes it away. */
  set(id: number, slot: number): void {
    const at = id >>> PAGE_BITS;
    let page = this.pages[at];
    if (page === undefined) {
      page = new Int32Array(PAGE);
      this.pages[at] = page;
    }
    page[id & (PAGE - 1)] = slot + 1;
  }
}
