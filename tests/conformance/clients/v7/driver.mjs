import { Chat } from '@ai-sdk/react';
import { DefaultChatTransport } from 'ai';
import { play } from '../cases.mjs';

await play({ Chat, DefaultChatTransport });
