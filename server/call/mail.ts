import { createTransport, type Transporter } from 'nodemailer';
import type { CallWebhook } from '#shared/protocol/call.ts';

/** Each step of the talk with the mail server, ms. */
const TIMEOUT_MS = 8_000;

/** Mail through the hospital's own server (`SMTP_URL`). Says nothing of the patient: mail is read by many. */
export class Mail {
  readonly #transport: Transporter;
  readonly #from: string;

  constructor({ url, from }: { url: string; from: string }) {
    this.#from = from;
    this.#transport = createTransport({
      url,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    } as Parameters<typeof createTransport>[0]);
  }

  /** Throws when the mail server did not take it. */
  async send(to: string, { hospital, minutesSinceOpened, link, answerBy, consultId }: CallWebhook): Promise<void> {
    const clock = `${answerBy.slice(11, 19)} UTC`;
    try {
      await this.#transport.sendMail({
        from: this.#from,
        to: { name: '', address: to },
        subject: `Call: ${hospital.replace(/[\r\n]/g, ' ')}, suspected stroke`,
        text: [
          `${hospital} calls you: suspected stroke. Opened ${minutesSinceOpened} min ago.`,
          `It rings for you until ${clock}; then the next person is called.`,
          '',
          link,
          '',
          `Consult ${consultId}`,
        ].join('\n'),
        headers: { 'X-Priority': '1', 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      const { responseCode, code } = error as { responseCode?: number; code?: string };
      throw new Error(responseCode === undefined ? (code ?? 'the mail server failed') : `the mail server answered ${responseCode}`);
    }
  }

  close(): void {
    this.#transport.close();
  }
}
