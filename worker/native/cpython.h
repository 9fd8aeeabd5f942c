// What core.c needs of CPython's stable ABI, as of Python 3.12, on wasm32.
//
// Python's own headers describe the machine that Python was built on, and no package has those of a wasm32 build. The
// stable ABI promises that what is declared here stays as it is: docs.python.org/3/c-api/stable.html. Beyond it are
// only PyFrame_GetLasti (public since 3.11) and PyMethod_New (public since 2.0).

#ifndef OFFTHREAD_CPYTHON_H
#define OFFTHREAD_CPYTHON_H

#include <stddef.h>
#include <stdint.h>

typedef int Py_ssize_t; // pointers have 32 bits
typedef struct PyTypeObject PyTypeObject;
typedef struct PyFrameObject PyFrameObject;

typedef struct PyObject {
  Py_ssize_t ob_refcnt;
  PyTypeObject *ob_type;
} PyObject;

#define PyObject_HEAD PyObject ob_base;
#define Py_TYPE(object) (((PyObject *)(object))->ob_type)

typedef PyObject *(*PyCFunction)(PyObject *, PyObject *);
typedef PyObject *(*vectorcallfunc)(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames);
#define PY_VECTORCALL_ARGUMENTS_OFFSET ((size_t)1 << 31)
#define PyVectorcall_NARGS(nargsf) ((Py_ssize_t)((nargsf) & ~PY_VECTORCALL_ARGUMENTS_OFFSET))

typedef struct {
  const char *name;
  PyCFunction function;
  int flags;
  const char *doc;
} PyMethodDef;
enum { METH_VARARGS = 0x0001, METH_NOARGS = 0x0004, METH_O = 0x0008, METH_FASTCALL = 0x0080 };

typedef struct {
  const char *name;
  int type;
  Py_ssize_t offset;
  int flags;
  const char *doc;
} PyMemberDef;
enum { Py_T_INT = 1, Py_T_PYSSIZET = 19, Py_T_OBJECT_EX = 16, Py_READONLY = 1 };

typedef struct {
  int slot;
  void *function;
} PyType_Slot;
typedef struct {
  const char *name;
  int basicsize;
  int itemsize;
  unsigned int flags;
  PyType_Slot *slots;
} PyType_Spec;
enum {
  Py_tp_call = 50,
  Py_tp_dealloc = 52,
  Py_tp_descr_get = 54,
  Py_tp_getattro = 58,
  Py_tp_repr = 66,
  Py_tp_setattro = 69,
  Py_tp_members = 72,
  Py_tp_methods = 64,
  Py_tp_free = 74,
};
#define Py_TPFLAGS_DEFAULT (1u << 18)
#define Py_TPFLAGS_IMMUTABLETYPE (1u << 8)
#define Py_TPFLAGS_BASETYPE (1u << 10)
#define Py_TPFLAGS_HAVE_VECTORCALL (1u << 11)
#define Py_TPFLAGS_METHOD_DESCRIPTOR (1u << 17)

typedef struct {
  PyObject_HEAD
  PyObject *(*init)(void);
  Py_ssize_t index;
  PyObject *copy;
} PyModuleDef_Base;
typedef struct {
  PyModuleDef_Base base;
  const char *name;
  const char *doc;
  Py_ssize_t size;
  PyMethodDef *methods;
  void *slots;
  void *traverse;
  void *clear;
  void *free;
} PyModuleDef;

extern PyTypeObject PyUnicode_Type, PyLong_Type, PyFloat_Type, PyBool_Type;
extern PyObject _Py_NoneStruct, _Py_TrueStruct, _Py_FalseStruct;
#define Py_None (&_Py_NoneStruct)
#define Py_True (&_Py_TrueStruct)
#define Py_False (&_Py_FalseStruct)

void Py_IncRef(PyObject *);
void Py_DecRef(PyObject *);
PyObject *PyModule_Create2(PyModuleDef *, int api);
int PyModule_AddObjectRef(PyObject *module, const char *name, PyObject *value);
PyObject *PyType_FromSpec(PyType_Spec *);
PyObject *PyType_GenericAlloc(PyTypeObject *, Py_ssize_t);
void *PyType_GetSlot(PyTypeObject *, int);
int PyType_IsSubtype(PyTypeObject *, PyTypeObject *);
PyObject *PyObject_GenericGetAttr(PyObject *, PyObject *name);
PyObject *PyObject_GetAttr(PyObject *, PyObject *name);
PyObject *PyObject_Vectorcall(PyObject *, PyObject *const *args, size_t nargsf, PyObject *kwnames);
PyObject *PyVectorcall_Call(PyObject *, PyObject *tuple, PyObject *kwargs);
PyObject *PyObject_CallFunctionObjArgs(PyObject *, ...);
PyObject *PyMethod_New(PyObject *function, PyObject *self);
void PyObject_ClearWeakRefs(PyObject *);

PyObject *PyLong_FromLong(long);
long PyLong_AsLong(PyObject *);
unsigned long PyLong_AsUnsignedLongMask(PyObject *);
long long PyLong_AsLongLongAndOverflow(PyObject *, int *overflow);
PyObject *PyLong_FromUnsignedLongLong(unsigned long long);
PyObject *PyLong_FromLongLong(long long);
PyObject *PyFloat_FromDouble(double);
double PyFloat_AsDouble(PyObject *);
const char *PyUnicode_AsUTF8AndSize(PyObject *, Py_ssize_t *size);
PyObject *PyUnicode_DecodeUTF8(const char *, Py_ssize_t size, const char *errors);
int PyUnicode_CompareWithASCIIString(PyObject *, const char *);
PyObject *PyUnicode_FromFormat(const char *, ...);
PyObject *PyDict_New(void);
PyObject *PyDict_GetItemWithError(PyObject *, PyObject *key);
int PyDict_SetItem(PyObject *, PyObject *key, PyObject *value);
PyObject *PyList_New(Py_ssize_t);
int PyList_Append(PyObject *, PyObject *);
PyObject *PyTuple_New(Py_ssize_t);
int PyTuple_SetItem(PyObject *, Py_ssize_t, PyObject *stolen);
PyObject *PyTuple_GetItem(PyObject *, Py_ssize_t);
Py_ssize_t PyTuple_Size(PyObject *);
int PySet_Contains(PyObject *, PyObject *);

PyFrameObject *PyEval_GetFrame(void);
PyFrameObject *PyFrame_GetBack(PyFrameObject *);
PyObject *PyFrame_GetCode(PyFrameObject *);
int PyFrame_GetLasti(PyFrameObject *);

extern PyObject *PyExc_AttributeError, *PyExc_TypeError, *PyExc_RuntimeError;
PyObject *PyErr_Occurred(void);
void PyErr_Clear(void);
PyObject *PyErr_NoMemory(void);
PyObject *PyErr_Format(PyObject *exception, const char *, ...);
int PyErr_ExceptionMatches(PyObject *);

void *PyMem_Calloc(size_t, size_t);
void PyMem_Free(void *);
void *memcpy(void *, const void *, size_t);

#endif
