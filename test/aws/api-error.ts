/** What AWS refuses a call with. */
export class ApiError extends Error {
  constructor(
    /** AWS's code, e.g. `InvalidRequestException` */
    override readonly name: string,
    message: string,
    /** What stands beside the message. */
    readonly details: Readonly<Record<string, string>> = {},
    readonly status = 400,
  ) {
    super(message);
  }

  /** As the service of an action writes it. */
  bodyFor(action: string): string {
    const xml = `<Error><Code>${this.name}</Code><Message>${this.message}</Message></Error>`;
    if (action.startsWith('s3:')) return xml;
    if (action.startsWith('ec2:')) return `<Response><Errors>${xml}</Errors></Response>`;
    return JSON.stringify({ __type: this.name, message: this.message, ...this.details });
  }
}
