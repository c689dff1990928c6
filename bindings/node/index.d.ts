// Types of the Node binding. The operations' own are generated: operations.d.ts.
import type { CognitoIdentity, CognitoIdp } from './operations';

export * from './operations';

export interface Delivery {
  readonly medium: 'EMAIL' | 'SMS';
  readonly destination: string;
  readonly subject: string;
  readonly body: string;
  readonly userPoolId: string;
  readonly username: string;
  readonly clientId: string;
  /** What it was sent for, such as "SignUp" or "ForgotPassword". */
  readonly source: string;
}

/** One e-mail or SMS. The body holds a code or a temporary password: do not log it. */
export class Message implements Delivery {
  readonly medium: 'EMAIL' | 'SMS';
  readonly destination: string;
  readonly subject: string;
  readonly body: string;
  readonly userPoolId: string;
  readonly username: string;
  readonly clientId: string;
  readonly source: string;
  /** The first run of six to eight digits in the body, or null. */
  readonly code: string | null;
}

/** Keeps the last 1000 messages, oldest first. */
export class Inbox extends Array<Message> {
  constructor();
  readonly newest: Message | undefined;
  /** Pass this as an engine's `deliver`. */
  readonly deliver: (message: Message) => void;
  clear(): void;
}

export interface FetchRequest {
  Method: string;
  Url: string;
  Headers: Record<string, string>;
  Body: string;
}

export interface FetchResponse {
  Status: number;
  Headers: Record<string, string>;
  Body: string;
}

type Awaitable<T> = T | PromiseLike<T>;

/** The keys from the first to before the second; null lies behind every key. Both are Buffers. */
export type KeyRange = [begin: Uint8Array, end: Uint8Array | null];

/**
 * A store of the program's own: rows of a key and a value, in transactions. The contract in full is
 * include/postern/storage.h; demo/map_storage.js is a whole one. In short:
 *
 * - Keys are ordered as Buffer.compare() does. Values are sealed with the root key, keys are not.
 * - A transaction reads one snapshot, which holds all that was committed before it was taken. It
 *   does not have to see its own writes: the engine keeps them until the commit.
 * - Transactions that commit are equivalent to some serial order of them. A database that is
 *   serializable does that by itself. Any other store compares in commit(): each of `reads` must
 *   hold the same rows as in the transaction's snapshot, otherwise it throws ConflictError; then
 *   it writes. Nothing else may be committed in between, so one that awaits takes a lock.
 * - Functions run on the event loop and may not call an engine. They may answer with promises; the
 *   engine is then opened with Engine.open() and tokens are verified with verifyAsync().
 * - What is thrown is a StorageError to the engine's caller, with it as cause. From commit() it is
 *   one only if a StorageError is thrown, which says that for certain nothing happened; anything
 *   else leaves open whether it did (POSTERN_E_UNKNOWN_COMMIT).
 */
export interface Storage {
  /** Whether other engines write to the same rows, also in other processes. Read once, at open. */
  readonly shared?: boolean;
  /** Without `write` it is never committed, and may stay open for long. */
  begin(write: boolean): Awaitable<Transaction>;
}

export interface Transaction {
  /** The value under `key` in the snapshot, or null. */
  get(key: Uint8Array): Awaitable<Uint8Array | null | undefined>;
  /** At most `limit` rows: the first ones ascending, or with `reverse` the last ones descending. */
  scan(range: {
    begin: Uint8Array;
    end: Uint8Array | null;
    limit: number;
    reverse: boolean;
    /** Values are not looked at; empty ones will do. */
    keysOnly: boolean;
  }): Awaitable<Iterable<[key: Uint8Array, value: Uint8Array]>>;
  /**
   * Makes all writes or none, and ends the transaction, whatever it throws. A value of null: there
   * is to be no such row. Writes are ascending; if there are no `reads` it must not conflict.
   */
  commit(changes: {
    writes: [key: Uint8Array, value: Uint8Array | null][];
    reads: KeyRange[];
  }): Awaitable<void>;
  /** Ends a transaction that writes nothing. Is not waited for. */
  rollback(): unknown;
}

export interface EngineOptions {
  /** "memory:" (default; nothing survives close), "sqlite:PATH", "postgres://...", or a store. */
  storage?: string | Storage;
  /**
   * 32 bytes that protect what is stored. Default: a key file beside the data. PostgreSQL and
   * stores of your own need it.
   */
  rootKey?: Uint8Array;
  /** Default "us-east-1". */
  region?: string;
  /** Twelve digits. */
  accountId?: string;
  /** What `iss` of tokens starts with. */
  issuerBase?: string;
  /** Delivers messages. Default: engine.inbox for memory engines, none for others. */
  deliver?: (message: Message) => unknown;
  /**
   * Makes outbound HTTP requests, to identity providers. Follows no redirect, ends within seconds,
   * and goes to no private network that a provider has no business in.
   */
  fetch?: (request: FetchRequest) => FetchResponse | Promise<FetchResponse>;
  /**
   * Runs a function that a pool's LambdaConfig names by its ARN and no trigger stands for. What it
   * throws refuses the operation, as the function's own failure.
   */
  invoke?: (functionArn: string, event: TriggerEvent) => TriggerEvent | Promise<TriggerEvent>;
  /**
   * After so many milliseconds an async trigger is given up, as Lambda's are after five seconds:
   * the operation is refused. The trigger is not stopped; what it still answers is not heard. A
   * function that never lets go of the event loop cannot be given up. Default: 0, none.
   */
  triggerTimeoutMs?: number;
  /** Whether engine.clock can be moved. Default: for memory engines. */
  testClock?: boolean;
  /** Cost of new password hashes (Argon2id). */
  passwordMemoryKib?: number;
  passwordPasses?: number;
  /** Which operations leave an event in the audit log: those that change something, or all. */
  audit?: 'off' | 'changes' | 'all';
}

export interface TriggerEvent {
  version: string;
  triggerSource: string;
  region: string;
  userPoolId: string;
  userName: string;
  callerContext: { awsSdkVersion: string; clientId: string };
  request: { userAttributes: Record<string, string>; [member: string]: any };
  response: Record<string, any>;
}

export type TriggerName =
  | 'PreSignUp'
  | 'PostConfirmation'
  | 'PreAuthentication'
  | 'PostAuthentication'
  | 'PreTokenGeneration'
  | 'CustomMessage'
  | 'UserMigration'
  | 'DefineAuthChallenge'
  | 'CreateAuthChallenge'
  | 'VerifyAuthChallengeResponse'
  | 'CustomEmailSender'
  | 'CustomSMSSender'
  | 'InboundFederation'
  | 'CompromisedPassword';

export interface TriggerContext {
  readonly functionName: string;
  readonly functionVersion: string;
}

/** Answers the event, its `response` filled in. What it throws refuses the operation. */
export type TriggerHandler = (
  event: TriggerEvent,
  context: TriggerContext,
) => TriggerEvent | Promise<TriggerEvent>;

export interface VerifyOptions {
  /** The pool that must have issued the token. */
  userPool?: string;
  /** The app client it must be for. */
  clientId?: string;
  tokenUse?: 'id' | 'access';
  /** Seconds of clock difference allowed at expiry: 0 to 60. */
  leeway?: number;
}

export interface Claims {
  sub: string;
  iss: string;
  exp: number;
  iat: number;
  token_use: 'id' | 'access';
  [claim: string]: any;
}

export interface HttpRequest {
  method?: string;
  /** Path and query. */
  target?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  remoteAddress?: string;
  /** Vouch for the caller. Never for a request from a network. */
  trusted?: boolean;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface Clock {
  now(): Date;
  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number }): void;
}

/** Of the shape @smithy calls HttpHandler. */
export interface RequestHandler {
  readonly metadata: { handlerProtocol: string };
  handle(request: any, options?: any): Promise<{ response: any }>;
  updateHttpClientConfig(key: any, value: any): void;
  httpHandlerConfigs(): any;
  destroy(): void;
}

/** An identity engine in this process. */
export class Engine {
  constructor(options?: EngineOptions);
  /** Opens off the event loop. A store that answers with promises can be opened this way only. */
  static open(options?: EngineOptions): Promise<Engine>;
  readonly region: string;
  readonly clock: Clock;
  readonly cognitoIdp: CognitoIdp;
  readonly cognitoIdentity: CognitoIdentity;
  /** What was delivered, for a memory engine opened without `deliver`. */
  readonly inbox?: Inbox;
  /** Runs one operation by its name. Answers plain JSON: timestamps are numbers. */
  call(operation: string, request?: object): Promise<any>;
  /**
   * Copies the store, as of one moment, to a new file while the engine serves. Nothing is
   * overwritten, and the root key is not in it: keep the key file, or your own key, elsewhere.
   */
  backup(path: string): Promise<void>;
  /** The claims of a genuine, current token that is not revoked. Throws. Does not block. */
  verify(token: string, options?: VerifyOptions): Claims;
  /** The same off the event loop: for stores that answer with promises. */
  verifyAsync(token: string, options?: VerifyOptions): Promise<Claims>;
  /** Sets, replaces or (with null) removes the function for one trigger. */
  trigger(
    name: TriggerName,
    handler: TriggerHandler | null,
    options?: { version?: 1 | 2; pool?: string },
  ): this;
  /** The QR code an authenticator app reads a SecretCode from, as an SVG image: see totpUri(). */
  totpQr(secret: string, account: string, issuer: string): Promise<string>;
  http(request: HttpRequest): Promise<HttpResponse>;
  /** For AWS SDK v3 clients, in process. */
  requestHandler(): RequestHandler;
  /** Region, credentials and request handler of an AWS SDK v3 client of this engine. */
  awsClientConfig(): {
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    requestHandler: RequestHandler;
  };
  /** Refuses new calls, waits for those under way, and closes. */
  close(): Promise<void>;
}

/** Base of everything the engine rejects or throws. */
export class PosternError extends Error {
  readonly code: string;
}

/** Thrown by a store's commit: what was read may have changed; the engine tries again. */
export class ConflictError extends PosternError {
  constructor(message?: string);
}

/** The store failed. Thrown by a store's commit: and for certain nothing happened. */
export class StorageError extends PosternError {
  constructor(message?: string);
}

/** An operation refused: `name` and `code` are the protocol's name of the error. */
export class ClientError extends PosternError {
  readonly $fault: 'client';
  readonly $metadata: { httpStatusCode: number };
}

/** The class of each of the protocol's errors, by name. */
export const errors: Record<string, new (message: string) => ClientError>;

/** The library's release. */
export const version: string;

/**
 * The otpauth URI of a SecretCode, for a QR code or a link on the phone itself. `account` and
 * `issuer` are what the app shows; all but the unreserved characters of RFC 3986 are
 * percent-encoded. Throws TypeError for a secret that is not base32, and for names that are empty
 * or have a colon, which the format keeps for itself.
 */
export function totpUri(secret: string, account: string, issuer: string): string;
