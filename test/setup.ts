import { Testing } from 'cdktf';

// the SDK would tell each test file what Node it wants from 2027 on
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

Testing.setupJest();
