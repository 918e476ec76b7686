import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const cookieName = 'kmodel_dashboard';

/**
 * Who may read the dashboard: whoever has opened its address once, with the token in it. The browser then keeps the
 * token as a cookie that scripts cannot read and other sites cannot send.
 */
export class Access {
  readonly token = randomBytes(24).toString('base64url');

  /** The header that a browser gets in exchange for the token. */
  get cookie(): string {
    return `${cookieName}=${this.token}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Whether a request's address has the right token. */
  hasToken(url: URL): boolean {
    return this.#isToken(url.searchParams.get('token') ?? '');
  }

  hasCookie(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
    return cookies.some(
      (cookie) => this.#isToken(cookie.slice(cookieName.length + 1)) && cookie.startsWith(`${cookieName}=`),
    );
  }

  #isToken(text: string): boolean {
    const [given, wanted] = [Buffer.from(text), Buffer.from(this.token)];
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}

/** Whether a request names this machine: a name of another site that leads here (DNS rebinding) is refused. */
export function namesThisMachine({ headers }: IncomingMessage, port: number): boolean {
  return headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`;
}
