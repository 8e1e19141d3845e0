/** jsdom comes without types; tests use its XMLHttpRequest for a client that is made for browsers. */
declare module 'jsdom' {
  export class JSDOM {
    constructor(html: string, options: { url: string });
    readonly window: { XMLHttpRequest: typeof XMLHttpRequest };
  }
}
