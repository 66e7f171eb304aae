// As much of MATLAB's interface as the public code needs to compile, all of it silent.
typedef void mxArray;
enum { mxREAL };
#define mxGetPr(array) 0
#define mxGetScalar(array) 0
#define mxGetM(array) 0
#define mxGetN(array) 0
#define mxCreateDoubleMatrix(rows, columns, kind) 0
#define mexErrMsgTxt(text) ((void)0)
#define mexEvalString(text) ((void)0)
#define mexPrintf(...) ((void)0)
