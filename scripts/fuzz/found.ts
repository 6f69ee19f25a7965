/** What a run of the fuzz finds of one subject. */
export interface Found {
  /** Inputs that ran through both engines. */
  compared: number
  /** Cases that the compiler refused, as the reference engine does or for a reason of refusals.ts. */
  refused: number
  /** How many of them for which reason; one case may have several. */
  reasons: Record<string, number>
  difference?: { what: string; smallestCase: string }
}
