/**
 * What `performBatch` returns to say how each payload fared: actions-core's `MultiStatusResponse` and its two entries.
 */
export interface SuccessEntry {
  status: number
  sent: unknown
  body: unknown
}

export interface ErrorEntry {
  status: number
  errortype?: string
  errormessage: string
  sent?: unknown
  body?: unknown
}

export class ActionDestinationSuccessResponse {
  private readonly data: SuccessEntry

  constructor(data: SuccessEntry) {
    this.data = data
  }

  value(): SuccessEntry {
    return this.data
  }
}

/**
 * What an entry without `errortype` gets by its status. Segment's batch statuses have no place for it and the table takes
 * 3 KB, so the compiler puts one here only where a definition reads entries again.
 */
export const errorTypes: { of?: (status: number) => string } = {}

export class ActionDestinationErrorResponse {
  private readonly data: ErrorEntry

  constructor(data: ErrorEntry) {
    this.data = data
    if (errorTypes.of && !data.errortype) data.errortype = errorTypes.of(data.status)
  }

  value(): ErrorEntry {
    return this.data
  }
}

export type MultiStatusEntry = ActionDestinationSuccessResponse | ActionDestinationErrorResponse

const success = (entry: SuccessEntry | ActionDestinationSuccessResponse): ActionDestinationSuccessResponse =>
  entry instanceof ActionDestinationSuccessResponse ? entry : new ActionDestinationSuccessResponse(entry)

const failure = (entry: ErrorEntry | ActionDestinationErrorResponse): ActionDestinationErrorResponse =>
  entry instanceof ActionDestinationErrorResponse ? entry : new ActionDestinationErrorResponse(entry)

/** One entry per payload, in the order of the payloads that `performBatch` was given. */
export class MultiStatusResponse {
  private readonly responses: MultiStatusEntry[] = []

  length(): number {
    return this.responses.length
  }

  pushResponseObject(entry: MultiStatusEntry): void {
    this.responses.push(entry)
  }

  pushSuccessResponse(entry: SuccessEntry | ActionDestinationSuccessResponse): void {
    this.responses.push(success(entry))
  }

  pushErrorResponse(entry: ErrorEntry | ActionDestinationErrorResponse): void {
    this.responses.push(failure(entry))
  }

  pushResponseObjectAtIndex(index: number, entry: MultiStatusEntry): void {
    this.responses[index] = entry
  }

  setSuccessResponseAtIndex(index: number, entry: SuccessEntry | ActionDestinationSuccessResponse): void {
    this.responses[index] = success(entry)
  }

  setErrorResponseAtIndex(index: number, entry: ErrorEntry | ActionDestinationErrorResponse): void {
    this.responses[index] = failure(entry)
  }

  unsetResponseAtIndex(index: number): void {
    // The hole is the point: the length stays.
    delete this.responses[index]
  }

  isSuccessResponseAtIndex(index: number): boolean {
    return this.responses[index] instanceof ActionDestinationSuccessResponse
  }

  isErrorResponseAtIndex(index: number): boolean {
    return this.responses[index] instanceof ActionDestinationErrorResponse
  }

  getResponseAtIndex(index: number): MultiStatusEntry | undefined {
    return this.responses[index]
  }

  getAllResponses(): MultiStatusEntry[] {
    return this.responses
  }
}
