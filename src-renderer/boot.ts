import * as z from 'zod';

// zod would compile its checks with `new Function`, which the content security policy forbids.
z.config({ jitless: true });
