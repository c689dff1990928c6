// A program that must compile, and lines in it that must not. types.test.js hands it to tsc.
import { ClientError, ConflictError, Engine, errors } from '../index';
import type { Storage, Transaction, TriggerEvent } from '../index';

class Nothing implements Transaction {
  get = async () => null;
  scan = () => [];
  commit = () => {
    throw new ConflictError('always');
  };
  rollback = () => {};
}
const storage: Storage = { begin: async (write: boolean) => new Nothing() };
// @ts-expect-error: a value is no string
const text: Storage = { begin: () => ({ ...new Nothing(), get: () => 'text' }) };

export async function example(): Promise<string> {
  const engine = new Engine({ storage: 'memory:', deliver: (message) => message.destination });
  const { UserPool } = await engine.cognitoIdp.createUserPool({ PoolName: 'people' });
  engine.trigger('PreSignUp', async (event: TriggerEvent) => event);
  engine.clock.advance({ days: 31 });
  try {
    await engine.cognitoIdp.signUp({ ClientId: 'id', Username: 'alice', Password: 'secret' });
  } catch (error) {
    if (error instanceof errors.UsernameExistsException) return (error as ClientError).code;
  }
  // @ts-expect-error: the name of no trigger
  engine.trigger('PreBreakfast', (event) => event);
  // @ts-expect-error: Username is required
  await engine.cognitoIdp.signUp({ ClientId: 'id', Password: 'secret' });
  // @ts-expect-error: a token is a string
  engine.verify(7);
  await engine.close();
  const slow = await Engine.open({ storage, rootKey: new Uint8Array(32) });
  await slow.verifyAsync('token');
  void text;
  return engine.verify('token', { tokenUse: 'access' }).sub + String(UserPool);
}
